// Real container engines and a real registry. The tests start their own, with folders and sockets of their own; a service
// that Debian's packages may have started is nobody's here.
import { packagesStep } from './debian-packages.mjs';

const enginePackages = [
  'docker.io',
  'podman',
  'runc', // podman's other runtime, crun, needs cgroups as systemd makes them
  'uidmap', // rootless podman: newuidmap and newgidmap
  'slirp4netns', // its network
  'fuse-overlayfs', // its file system where the kernel keeps overlayfs for root
  'docker-registry',
  'skopeo', // puts images into the registry, whatever engine is tested
  'busybox-static', // a whole system for images that are made in a moment
  'debootstrap',
];

export const engines = packagesStep('engines', 'Docker, Podman and a registry', 'test', enginePackages);
