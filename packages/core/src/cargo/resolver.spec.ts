import { parseManifest } from './parse-manifest';
import { decidingDependencies, resolverOf } from './resolver';

const parse = (text: string) => parseManifest(text, 'Cargo.toml');

describe('resolverOf', () => {
  it.each([
    ['[workspace]\n', '1'],
    ['[workspace]\nresolver = "2"\n', '2'],
    ['[package]\nname = "a"\n', '1'],
    ['[package]\nname = "a"\nedition = "2018"\n', '1'],
    ['[package]\nname = "a"\nedition = "2021"\n', '2'],
    ['[package]\nname = "a"\nedition = "2024"\n', '3'],
    ['[package]\nname = "a"\nedition = "2021"\nresolver = "1"\n', '1'],
    ['[workspace.package]\nedition = "2021"\n[package]\nname = "a"\nedition.workspace = true\n', '2'],
    // What members inherit chooses none for a root without a package of its own.
    ['[workspace.package]\nedition = "2021"\n', '1'],
  ])('%j: %s', (text, expected) => {
    expect(resolverOf(parse(text))).toBe(expected);
  });
});

describe('decidingDependencies', () => {
  const crate = parse('[package]\nname = "a"\n[dependencies]\nlog = "1"\n[dev-dependencies]\ncriterion = "1"\n');
  const [old, present] = [parse('[workspace]\n'), parse('[workspace]\nresolver = "2"\n')];
  const keys = (isBuilt: boolean, root: typeof old) => decidingDependencies(crate, isBuilt, root).map(({ key }) => key);

  it('has dev-dependencies among them only where the oldest resolver builds the crate itself', () => {
    expect(keys(true, old)).toEqual(['log', 'criterion']);
    expect(keys(false, old)).toEqual(['log']);
    expect(keys(true, present)).toEqual(['log']);
  });
});
