import { Failure, throwFailures } from '../failure';

/** What a template may refer to; `binary` only in the name of a binary. */
export interface TemplateValues {
  readonly unit: string;
  readonly version: string;
  /** The friendly name, `linux-x86_64`. */
  readonly platform: string;
  readonly triple: string;
  readonly os: string;
  readonly arch: string;
  readonly binary?: string;
}

/** Throws `template-invalid` for each placeholder that there is not, and for a brace without its partner. */
export function renderTemplate(template: string, values: TemplateValues): string {
  const known = new Map(Object.entries(values));
  const failures: Failure[] = [];
  const text = template.replace(/\{([^{}]*)\}|[{}]/g, (found, name: string | undefined) => {
    const value = name === undefined ? undefined : known.get(name);
    if (value !== undefined) return String(value);
    const problem = name === undefined ? `has a lone \`${found}\`` : `refers to \`${found}\``;
    failures.push(
      new Failure('template-invalid', {
        message: `the template \`${template}\` ${problem}`,
        hint: `it may refer to ${[...known.keys()].map((key) => `{${key}}`).join(', ')}`,
      }),
    );
    return '';
  });
  throwFailures(failures);
  return text;
}
