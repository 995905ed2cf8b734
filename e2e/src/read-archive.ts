import { execFileSync } from 'node:child_process';

/** A file inside of an archive, as Python's own readers find it. */
export interface ArchivedFile {
  readonly name: string;
  readonly mode: string;
  readonly size: number;
  readonly sha256: string;
}

const SCRIPT = `
import hashlib, json, sys, tarfile, zipfile

def described(name, mode, data):
    return {"name": name, "mode": f"{mode:04o}", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}

path = sys.argv[1]
if path.endswith(".zip"):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        files = [described(i.filename, (i.external_attr >> 16) & 0o7777, archive.read(i)) for i in archive.infolist()]
else:
    with tarfile.open(path) as archive:
        files = [described(m.name, m.mode, archive.extractfile(m).read()) for m in archive.getmembers()]
print(json.dumps(files))
`;

export function readArchive(path: string): readonly ArchivedFile[] {
  return JSON.parse(execFileSync('python3', ['-c', SCRIPT, path], { encoding: 'utf8' })) as ArchivedFile[];
}
