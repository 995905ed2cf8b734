import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Image } from './image';
import { readRecipe, recipeDigest, RECIPE_LABEL, recipeOf, recipeTag, startingImages } from './recipe';

const digestOf = (files: Readonly<Record<string, string>>) =>
  recipeDigest(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));

describe('a recipe', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nx-cross-recipe-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is the files of its folder: neither what Nx reads nor what editors leave', () => {
    mkdirSync(join(folder, 'ca'));
    const files = {
      Dockerfile: 'FROM a\n',
      'ca/root.pem': 'x',
      'project.json': '{}',
      '.Dockerfile.swp': 'y',
      'a~': 'z',
    };
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
    const recipe = readRecipe(folder);
    expect(recipe).toEqual({
      folder,
      files: ['Dockerfile', 'ca/root.pem'],
      digest: digestOf({ Dockerfile: 'FROM a\n', 'ca/root.pem': 'x' }),
      dockerfile: 'FROM a\n',
    });
    utimesSync(join(folder, 'Dockerfile'), 1, 1);
    expect(readRecipe(folder)).toEqual(recipe);
  });

  it.each([
    ['another text', { Dockerfile: 'FROM b\n' }],
    ['another name', { dockerfile: 'FROM a\n' }],
    ['one more file', { Dockerfile: 'FROM a\n', b: '' }],
  ])('has another digest with %s', (_what, files) => {
    expect(digestOf(files)).not.toBe(digestOf({ Dockerfile: 'FROM a\n' }));
  });

  it('does not depend on the order in which files are listed', () => {
    expect(digestOf({ a: '1', b: '2' })).toBe(digestOf({ b: '2', a: '1' }));
  });

  it.each([
    ['FROM debian:12\nRUN x\n', ['debian:12']],
    [
      'FROM rust:1 AS rust\nFROM --platform=linux/amd64 r.example:5000/a@sha256:0\nCOPY --from=rust /a /a\n',
      ['rust:1', 'r.example:5000/a@sha256:0'],
    ],
    ['from a as One\nFROM one\nFROM scratch\nFROM $BASE\n# FROM c\n', ['a']],
  ])('starts from images: %j', (dockerfile, images) => {
    expect(startingImages(dockerfile)).toEqual(images);
  });
});

describe('the recipe of an image', () => {
  const digest = digestOf({ Dockerfile: 'FROM a\n' });
  const tag = recipeTag('localhost/acme', digest);
  const image = (labels: Image['labels']): Image => ({
    id: 'sha256:1',
    digests: [],
    os: 'linux',
    architecture: 'amd64',
    bytes: 1,
    env: {},
    labels,
  });

  it('is that of its label, under the name that the recipe gives', () => {
    expect(tag).toBe(`localhost/acme:${digest.slice(7, 19)}`);
    expect(recipeOf(image({ [RECIPE_LABEL]: digest }), tag)).toBe(digest);
  });

  it.each([
    [
      'an image that was built from one of ours, and has the label from there',
      'localhost/acme:2',
      { [RECIPE_LABEL]: digest },
    ],
    ['a name with a digest, which says more', `${tag}@sha256:${'0'.repeat(64)}`, { [RECIPE_LABEL]: digest }],
    ['no label', tag, {}],
    ['a label of another kind', tag, { [RECIPE_LABEL]: digest.slice(7, 19) }],
  ])('is none for %s', (_what, name, labels) => {
    expect(recipeOf(image(labels), name)).toBeUndefined();
  });
});
