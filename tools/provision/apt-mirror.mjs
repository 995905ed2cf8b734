// How this machine reaches Debian's packages. Asked of apt when it is needed, for it is the machine's own affair: what a
// bootstrap, or an `apt-get` in a container of the host's network, needs to be told.
import { ask } from './run.mjs';

/** The address that apt has the suite from; nothing where it has none, and the tool's own default is to be used. */
export async function aptMirror(suite) {
  const format = '$(REPO_URI) $(CODENAME) $(COMPONENT) $(ORIGIN)';
  const listing = await ask('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const lines = listing?.split('\n').map((line) => line.split(' ')) ?? [];
  return lines.find(([, codename, ...rest]) => codename === suite && rest.join(' ') === 'main Debian')?.[0];
}

/** The proxy that apt goes through, if any. */
export async function aptProxy() {
  const words = await ask('apt-config', ['shell', 'PROXY', 'Acquire::http::Proxy']);
  const value = /^PROXY='(.*)'$/m.exec(words ?? '')?.[1];
  return value === undefined || value === '' || value === 'DIRECT' ? undefined : value;
}
