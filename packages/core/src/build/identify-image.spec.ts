import type { Image } from '../container';
import { recipeDigest, recipeTag } from '../container';
import { identifyImage } from './choose-environment';
import { renderIdentity } from './toolchain-identity';

const RECIPE = recipeDigest(new Map([['Dockerfile', Buffer.from('FROM a\n')]]));
const IMAGE: Image = {
  id: 'sha256:1d',
  digests: [],
  os: 'linux',
  architecture: 'amd64',
  bytes: 1,
  env: {},
  labels: {},
};

describe('what is hashed of an image', () => {
  const identify = (name: string, image: Partial<Image>) =>
    renderIdentity(identifyImage({ name, image: { ...IMAGE, ...image } }));

  it.each([
    [
      'its digest in the registry of its name',
      'r.example/a:1',
      { digests: ['r.example/a@sha256:d1'] },
      'image sha256:d1',
    ],
    ['its id, where no registry has it', 'localhost/a:1', {}, 'image sha256:1d'],
    [
      'its recipe, though a registry has it',
      recipeTag('r.example/a', RECIPE),
      { labels: { 'nx-cross.recipe': RECIPE }, digests: ['r.example/a@sha256:d1'] },
      `recipe ${RECIPE} linux/amd64`,
    ],
  ])('%s', (_what, name, image, expected) => {
    expect(identify(name, image)).toBe(`image in a container: ${expected}`);
  });

  it('is the same for two builds of a recipe, and not for two architectures', () => {
    const labels = { 'nx-cross.recipe': RECIPE };
    const tag = recipeTag('localhost/a', RECIPE);
    const one = identify(tag, { labels });
    expect(identify(tag, { labels, id: 'sha256:other' })).toBe(one);
    expect(identify(tag, { labels, architecture: 'arm64' })).not.toBe(one);
  });
});
