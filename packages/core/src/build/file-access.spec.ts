import { copyReason, renderCopyReason } from './file-access';

it.each([
  ['an engine on Linux', undefined, 'linux', undefined],
  ['Docker Desktop on Linux', 'virtual-machine', 'linux', 'slow'],
  ['Docker Desktop in WSL', 'wsl', 'linux', undefined],
  ['Docker Desktop on a Mac', 'virtual-machine', 'darwin', 'slow'],
  ['Podman’s machine, Colima and others on a Mac', undefined, 'darwin', 'slow'],
] as const)('%s', (_, desktop, os, why) => {
  expect(copyReason(desktop === undefined ? {} : { desktop }, os)).toBe(why);
});

it('says why files are copied', () => {
  const docker = { kind: 'docker' } as const;
  expect(renderCopyReason(docker, 'unseen')).toBe('Docker does not see the files of this machine');
  expect(renderCopyReason(docker, 'slow')).toBe(
    'Docker is in a virtual machine, which reads the files of this one slowly',
  );
});
