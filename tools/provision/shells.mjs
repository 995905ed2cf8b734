// What install.sh of a release is read and run by.
import { packagesStep } from './debian-packages.mjs';

export const shells = packagesStep('shells', 'Shells and shellcheck', 'test', ['dash', 'bash', 'curl', 'shellcheck']);
