import type { Engine } from './engine';
import { pullFailure } from './pull-failure';

const ENGINE: Engine = {
  kind: 'docker',
  endpoint: { kind: 'socket', path: '/s' },
  version: '20.10.24',
  apiVersion: '1.41',
  rootless: false,
  limits: true,
  os: 'linux',
  architecture: 'amd64',
  cpus: 2,
  memoryBytes: 1,
};
const IMAGE = 'r.example:5000/team/a:1';

/** What Docker 20.10 and Podman 4.3 were heard to say, and what their sources say for others. */
describe('why an image did not come', () => {
  it.each([
    [
      'image-missing',
      'r.example:5000 has no such image',
      `manifest for ${IMAGE} not found: manifest unknown: manifest unknown`,
    ],
    [
      'image-missing',
      'r.example:5000 has no such image',
      `initializing source docker://${IMAGE}: reading manifest 1 in r.example:5000/team/a: manifest unknown: manifest unknown`,
    ],
    ['image-missing', 'r.example:5000 has no such image', 'name unknown: repository name not known to registry'],
    [
      'pull-refused',
      'r.example:5000 refused it without credentials',
      'Head "http://r.example:5000/v2/team/a/manifests/1": no basic auth credentials',
    ],
    ['pull-refused', 'r.example:5000 refused it without credentials', 'unauthorized: authentication required'],
    [
      'pull-refused',
      'r.example:5000 refused it without credentials',
      "pull access denied for team/a, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ],
    [
      'pull-refused',
      'r.example:5000 refused it without credentials',
      'error parsing HTTP 403 response body: received unexpected HTTP status: 403 Forbidden',
    ],
    [
      'pull-failed',
      'r.example:5000 does not answer',
      'Get "http://r.example:5000/v2/": dial tcp 10.0.0.1:5000: connect: connection refused',
    ],
    [
      'pull-failed',
      'r.example:5000 does not answer',
      'Get "https://r.example:5000/v2/": dial tcp: lookup r.example: no such host',
    ],
    [
      'pull-failed',
      'it did not arrive whole',
      'Get "http://r.example:5000/v2/team/a/blobs/sha256:401": read tcp 10.0.0.2:404->10.0.0.1:403: read: connection reset by peer',
    ],
    ['pull-failed', 'it did not arrive whole', 'unexpected EOF'],
    ['pull-failed', 'its disk is full', 'write /data/tmp/GetImageBlob: no space left on device'],
    [
      'pull-failed',
      'it did not arrive',
      'Get "https://r.example:5000/v2/": http: server gave HTTP response to HTTPS client',
    ],
    [
      'image-foreign',
      'it is not there for linux/amd64',
      'no matching manifest for linux/amd64 in the manifest list entries',
    ],
    [
      'image-foreign',
      'it is not there for linux/amd64',
      'no image found in manifest list for architecture amd64, variant "", OS linux',
    ],
  ] as const)('%s, %s', (code, what, words) => {
    expect(pullFailure(ENGINE, IMAGE, words, undefined)).toMatchObject({
      code,
      message: `Docker could not pull ${IMAGE}: ${what}.`,
      output: words,
    });
  });
});
