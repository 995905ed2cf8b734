import { Failure } from '../failure';
import type { Credentials } from './credentials';
import type { Engine } from './engine';
import { nameOf } from './engine';
import { freeDisk, isDiskFull } from './engine-failure';
import { parseImageName } from './image-name';

// The engines and registries say it in many ways; a refusal comes first, for Docker says of an image that one may not see
// that it "does not exist or may require 'docker login'".
const REFUSED =
  /unauthorized|authentication required|no basic auth credentials|denied|forbidden|invalid username\/password|\b40[13]\b/i;
const ABSENT = /manifest (for \S+ )?(not found|unknown)|manifest unknown|name unknown|not found|no such image|\b404\b/i;
const FOREIGN =
  /no (image found in manifest list|match(ing manifest|ing image)?)[^\n]* for (architecture|\S+\/)|no matching manifest/i;

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
  return fail('pull-failed', 'it did not arrive whole', `Look at the network and at ${registry}, then run it again.`);
}
