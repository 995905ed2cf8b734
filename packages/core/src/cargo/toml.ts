import { parse, TomlError } from 'smol-toml';
import { Failure } from '../failure';

export type Toml = Readonly<Record<string, unknown>>;

/**
 * @param file Relative to the workspace's root, for the message.
 * @throws Failure `manifest-invalid` with the place where the text stops being TOML.
 */
export function parseToml(text: string, file: string): Toml {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The message's further lines draw the place, which the failure already has.
    const [what = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n', 1);
    throw new Failure('manifest-invalid', {
      message: `is not valid TOML: ${what}.`,
      place: { file, line: error.line, column: error.column },
      cause: error,
    });
  }
}

export function asTable(value: unknown): Toml | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
    ? (value as Toml)
    : undefined;
}

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asStrings(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}
