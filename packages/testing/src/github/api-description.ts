import { readFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats';

type Json = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Content | { readonly $ref: string }>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What a request asks for, in GitHub's own words: `repos/create-release`. */
export interface FoundOperation {
  readonly id: string;
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
}

/** Answers that GitHub gives to any request: https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api. */
const GENERAL_STATUSES = new Set([400, 401, 403, 404, 422, 429, 500, 502, 503]);

/** GitHub's own OpenAPI description, to which every request and every response of the stand-in is held. */
export class ApiDescription {
  private readonly description: Description;
  private readonly ajv = new Ajv({ strict: false, allErrors: true, formats: { ...fullFormats, binary: true } });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly paths: readonly { readonly pattern: RegExp; readonly path: string }[];

  constructor() {
    const folder = dirname(require.resolve('@octokit/openapi/package.json'));
    const text = readFileSync(join(folder, 'generated', 'api.github.com.json'), 'utf8');
    this.description = JSON.parse(text) as Description;
    this.allowStarter();
    this.paths = Object.keys(this.description.paths)
      // A fixed word before a placeholder: `releases/latest` is no `releases/{release_id}`.
      .sort((a, b) => (a.replaceAll('{', '~') < b.replaceAll('{', '~') ? -1 : 1))
      .map((path) => ({ path, pattern: patternOf(path) }));
  }

  /** Its schema of assets forgets a state that the prose of `repos/upload-release-asset` names. */
  private allowStarter(): void {
    const asset = this.description.components['schemas']?.['release-asset'] as {
      readonly properties: { readonly state: { readonly enum: string[] } };
    };
    asset.properties.state.enum.push('starter');
  }

  find(method: string, pathname: string): FoundOperation | undefined {
    for (const { path, pattern } of this.paths) {
      const match = pattern.exec(pathname);
      const operation = this.description.paths[path]?.[method.toLowerCase()];
      if (match === null || operation === undefined) continue;
      const decoded = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
      return { id: operation.operationId, operation, path: Object.fromEntries(decoded) as Record<string, string> };
    }
    return undefined;
  }

  /** One of its own examples. */
  example(name: string): unknown {
    return (this.description.components['examples']?.[name] as Json | undefined)?.['value'];
  }

  /** What the description has against a request; `json` is its body, `undefined` for none and for bytes. */
  faultsOfRequest({ id, operation }: FoundOperation, query: URLSearchParams, json: unknown): string[] {
    const parameters = (operation.parameters ?? []).map((each) => this.resolve<Parameter>(each));
    const known = parameters.filter((each) => each.in === 'query');
    const unknown = [...query.keys()].filter((name) => known.every((each) => each.name !== name));
    const missing = known.filter((each) => each.required === true && !query.has(each.name));
    const schema = operation.requestBody?.content?.['application/json']?.schema;
    return [
      ...unknown.map((name) => `${id}: there is no parameter ${name}`),
      ...missing.map(({ name }) => `${id}: the parameter ${name} is missing`),
      ...(schema === undefined || json === undefined ? [] : this.validate(`${id} request`, closed(schema), json)),
    ];
  }

  faultsOfResponse({ id, operation }: FoundOperation, status: number, json: unknown): string[] {
    const described = operation.responses[String(status)];
    if (described === undefined && !GENERAL_STATUSES.has(status)) return [`${id}: no answer ${status} is described`];
    const response = described === undefined ? undefined : this.resolve<Content>(described);
    const schema =
      response?.content?.['application/json']?.schema ??
      (status >= 400 ? { $ref: '#/components/schemas/basic-error' } : undefined);
    if (schema === undefined) return json === undefined ? [] : [`${id}: an answer ${status} has no body`];
    return this.validate(`${id} ${status}`, schema, json);
  }

  private resolve<T>(value: unknown): T {
    const { $ref } = value as { readonly $ref?: string };
    return ($ref === undefined ? value : this.at($ref)) as T;
  }

  private at(reference: string): unknown {
    return reference
      .split('/')
      .slice(1)
      .reduce<unknown>((value, key) => (value as Json)[key], this.description);
  }

  private validate(key: string, schema: Json, json: unknown): string[] {
    const validator = this.validators.get(key) ?? this.ajv.compile(this.withComponents(schema));
    this.validators.set(key, validator);
    if (validator(json)) return [];
    return (validator.errors ?? []).map(({ instancePath, message }) => `${key}${instancePath}: ${message ?? ''}`);
  }

  /** A schema that stands alone: with the components that it refers to, and no others of the thousand. */
  private withComponents(schema: Json): Json {
    const schemas: Record<string, unknown> = {};
    const collect = (value: unknown): void => {
      for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
        if (name in schemas) continue;
        schemas[name] = this.description.components['schemas']?.[name];
        collect(schemas[name]);
      }
    };
    collect(schema);
    return { ...schema, components: { schemas } };
  }
}

function patternOf(path: string): RegExp {
  // A name of a ref or a tag may have slashes.
  const source = path.replace(/\{(\w+)\}/g, (_all, name: string) =>
    name === 'ref' || name === 'tag' ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
  );
  return new RegExp(`^${source}$`);
}

/** GitHub passes over what it does not know in a body; a word that it does not know is a mistake of ours. */
function closed(schema: Json): Json {
  return { ...schema, additionalProperties: false };
}
