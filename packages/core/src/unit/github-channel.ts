import { Type } from '@sinclair/typebox';
import { GITHUB_DEFAULTS } from './defaults';

/** The channel `github` of a release, as `nx-cross.json` has it. */

export const IF_EXISTS = ['resume', 'skip', 'replace', 'fail'] as const;

export const GithubChannel = Type.Object(
  {
    channel: Type.Literal('github', { description: 'Publish as a GitHub release.' }),
    repository: Type.Optional(
      Type.String({
        minLength: 1,
        examples: ['owner/name'],
        description: '`owner/name`. Default: the repository of the git remote `origin`, else of the only remote.',
      }),
    ),
    draft: Type.Optional(
      Type.Boolean({
        default: GITHUB_DEFAULTS.draft,
        description: 'Leave the release a draft; `publish --finish-draft` verifies and publishes it later.',
      }),
    ),
    prerelease: Type.Optional(
      Type.Boolean({ description: 'Mark it as a prerelease. Default: whether the version is one by semver.' }),
    ),
    latest: Type.Optional(
      Type.Boolean({
        description:
          'Whether it becomes the latest release. Default: GitHub decides by version and date; never a prerelease, and none where the workspace has several releases.',
      }),
    ),
    notes: Type.Optional(
      Type.Union(
        [
          Type.Literal('changelog'),
          Type.Literal('commits'),
          Type.Object(
            { file: Type.String({ minLength: 1, description: 'Path from the workspace’s root.' }) },
            { additionalProperties: false, description: 'A file that holds the notes.' },
          ),
        ],
        {
          description:
            'What the release’s notes are: `changelog`, the section of the version in the project’s CHANGELOG.md, else the workspace’s; `commits`, those since the tag before that touched the release; or a file. Default: none. Notes that are there already stay.',
        },
      ),
    ),
    ifExists: Type.Optional(
      Type.Union(
        IF_EXISTS.map((name) => Type.Literal(name)),
        {
          default: GITHUB_DEFAULTS.ifExists,
          description:
            'What is done where the tag has a release: `resume` completes a draft and accepts a published one that is the same; `skip` leaves a published one as it is, built or not; `replace` exchanges what differs; `fail` refuses drafts too.',
        },
      ),
    ),
    apiUrl: Type.Optional(
      Type.String({
        minLength: 1,
        examples: ['https://github.example.org/api/v3'],
        description: 'Base of the API, of GitHub Enterprise Server for example. Default: `https://api.github.com`.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'Publish as a GitHub release: a draft until every asset is verified.',
  },
);
