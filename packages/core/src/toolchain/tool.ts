/** A program that takes part in a build, as it was found. */
export interface Tool {
  /** `rustc`, `zig`, `x86_64-w64-mingw32-gcc`. */
  readonly name: string;
  /** Absolute path on this machine; never part of an output. */
  readonly path: string;
  /** The tool's own word for its version. */
  readonly version: string;
}

/** A tool without what only this machine knows. */
export interface ToolIdentity {
  readonly name: string;
  readonly version: string;
}

export function identityOf(tool: Tool): ToolIdentity {
  return { name: tool.name, version: tool.version };
}
