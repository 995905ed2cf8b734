import { Failure } from '../failure';
import type { Credentials } from './credentials';
import type { Engine } from './engine';
import { nameOf } from './engine';
import { freeDisk, isDiskFull } from './engine-failure';
import { parseImageName } from './image-name';

// The engines and registries say it in many ways; a refusal comes before an absence, for Docker says of an image that one
// may not see that it "does not exist or may require 'docker login'".
const SILENT = /dial tcp|no such host/i;
const REFUSED =
  /unauthorized|authentication required|no basic auth credentials|access[^\n]* denied|invalid username\/password|status[^\n]* 40[13]\b/i;
const ABSENT = /manifest [^\n]*(not found|unknown)|name unknown|repository [^\n]*not found|status[^\n]* 404\b/i;
const FOREIGN = /no (matching manifest|image found in (manifest list|image index)) for/i;
const CUT = /unexpected EOF|connection reset|broken pipe|TLS handshake timeout|i\/o timeout/i;

/** The failure for what an engine, or the registry behind it, said instead of an image. */
export function pullFailure(
  engine: Engine,
  name: string,
  words: string,
  credentials: Credentials | undefined,
): Failure {
  const { registry } = parseImageName(name);
  const fail = (code: Failure['code'], what: string, hint: string) =>
    new Failure(code, { message: `${nameOf(engine)} could not pull ${name}: ${what}.`, hint, output: words });
  // An address may have any number in it.
  if (SILENT.test(words)) {
    return fail('pull-failed', `${registry} does not answer`, `Correct the image’s name, or look at the network.`);
  }
  if (isDiskFull(words)) return fail('pull-failed', 'its disk is full', freeDisk(engine));
  if (FOREIGN.test(words)) {
    const platform = `${engine.os}/${engine.architecture}`;
    return fail('image-foreign', `it is not there for ${platform}`, `Name an image for ${platform}.`);
  }
  if (REFUSED.test(words)) {
    const by = credentials === undefined ? 'without credentials' : `with the credentials of ${credentials.source}`;
    return fail('pull-refused', `${registry} refused it ${by}`, `${engine.kind} login ${registry}`);
  }
  if (ABSENT.test(words)) {
    return fail('image-missing', `${registry} has no such image`, 'Correct its name, tag or digest, or push it.');
  }
  const again = `Look at the network and at ${registry}, then run it again.`;
  if (CUT.test(words)) return fail('pull-failed', 'it did not arrive whole', again);
  return fail('pull-failed', 'it did not arrive', `Look at the engine’s own words below, then run it again.`);
}
