import type { TargetConfiguration } from '@nx/devkit';
import type { ToolDemand } from '@nx-cross/core/build';
import { findPlatform } from '@nx-cross/core/platform';
import { demandsOfRequest, describeDemand } from './demands';

const HOST = findPlatform('linux-x86_64')!;
const strip: ToolDemand = { stage: 'strip', platform: HOST, cargoRoot: '.', environments: ['host'], images: [] };
const smoke: ToolDemand = { stage: 'smoke', platform: HOST, required: true };

const target = (dependsOn: TargetConfiguration['dependsOn'], demand?: ToolDemand): TargetConfiguration => ({
  ...(dependsOn === undefined ? {} : { dependsOn }),
  ...(demand === undefined ? {} : { metadata: describeDemand(demand) }),
});

const PROJECTS = [
  {
    'strip--x': target([], strip),
    'smoke--x': target(['strip--x'], smoke),
    'strip-all': target(['strip--x']),
    cleaned: target(['web:clean:all']),
    lint: target(undefined),
    everything: target(['*--x']),
  },
  { deploy: target([{ projects: ['server'], target: 'strip-all' }]), 'clean:all': target(['^smoke--x']) },
];

describe('the tools that a request asks for', () => {
  it.each([
    [['lint'], []],
    [['strip--x'], [strip]],
    [['smoke--x'], [strip, smoke]],
    [['deploy'], [strip]],
    [['lint', 'strip-all'], [strip]],
    [['cleaned'], [strip, smoke]],
    [['everything'], [strip, smoke]],
    // `nx release publish` runs tasks of other names than its own words.
    [['release'], [strip, smoke]],
    [[], [strip, smoke]],
    [undefined, [strip, smoke]],
  ])('%j', (requested, expected) => {
    expect(demandsOfRequest(PROJECTS, requested, [HOST])).toEqual(expected);
  });
});
