import { Failures } from '../failure';
import { parseManifest } from './read-release';

const manifest = {
  schemaVersion: 1,
  name: 'n',
  version: '1.0.0',
  prerelease: false,
  omittedPlatforms: [],
  artifacts: [],
};

it('takes a manifest', () => {
  expect(parseManifest(JSON.stringify(manifest), 'm')).toEqual(manifest);
});

it('tells every mistake of one', () => {
  const artifact = { name: 'a/b', kind: 'archive', triple: 't', size: -1, sha256: 'x', binaries: [{}] };
  const wrong = { ...manifest, schemaVersion: 2, time: 'now', artifacts: [artifact] };
  const read = () => parseManifest(JSON.stringify(wrong), 'm');
  expect(read).toThrow(Failures);
  try {
    read();
  } catch (error) {
    expect((error as Failures).failures.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'record-damaged: unknown key "time"',
      'record-damaged: `schemaVersion` must be 1',
      'record-damaged: `artifacts[0].name` must be a text',
      'record-damaged: `artifacts[0].size` must be a whole number, at least 0',
      'record-damaged: `artifacts[0].sha256` must be a text',
      'record-damaged: `artifacts[0].binaries[0].name` is missing: it must be a text that is not empty',
      'record-damaged: `artifacts[0].binaries[0].size` is missing: it must be a whole number, at least 0',
    ]);
  }
  expect.assertions(2);
});

it('does not take what is no JSON', () => {
  expect(() => parseManifest('{', 'm')).toThrow(expect.objectContaining({ code: 'record-damaged' }));
});
