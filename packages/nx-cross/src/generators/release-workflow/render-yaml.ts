import { Document, isScalar, visit } from 'yaml';
import { versionOf } from './actions';

/** A file as YAML: comments in front, the version of each action behind its commit. */
export function renderYaml(comments: readonly string[], value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  document.commentBefore = comments.map((line) => ` ${line}`).join('\n');
  visit(document, {
    Pair: (_, { key, value: uses }) => {
      const version = isScalar(key) && key.value === 'uses' && isScalar(uses) ? versionOf(uses.value) : undefined;
      if (version !== undefined && isScalar(uses)) uses.comment = ` ${version}`;
    },
  });
  // No line is folded: one that is would be another line once a platform more is in it.
  return document.toString({ lineWidth: 0, singleQuote: true });
}
