export { tinyElf } from './tiny-elf';
export type { TinyElf, TinyElfVersion } from './tiny-elf';
export { tinyFatMachO, tinyMachO } from './tiny-mach-o';
export type { TinyMachO } from './tiny-mach-o';
export { tinyPe } from './tiny-pe';
export type { TinyPe } from './tiny-pe';
