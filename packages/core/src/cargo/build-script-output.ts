/** What a build script says that it read. */
export interface BuildScriptReads {
  /** As it wrote them: relative to the package's folder, or absolute. A folder stands for every file below it. */
  readonly paths: readonly string[];
  readonly variables: readonly string[];
}

/**
 * Reads what a build script printed, in the older spelling (`cargo:`) and the newer (`cargo::`).
 * https://doc.rust-lang.org/cargo/reference/build-scripts.html#change-detection
 */
export function parseBuildScriptOutput(text: string): BuildScriptReads {
  const said = (what: string) =>
    text.split(/\r?\n/).flatMap((line) => {
      const value = [`cargo::${what}=`, `cargo:${what}=`].find((start) => line.startsWith(start));
      return value === undefined ? [] : [line.slice(value.length)];
    });
  return { paths: said('rerun-if-changed'), variables: said('rerun-if-env-changed') };
}
