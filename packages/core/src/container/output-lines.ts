import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Takes bytes as they come and gives whole lines, since Nx puts a prefix before each piece that it is given. */
export function toLines(onLine: (line: string) => void): Writable {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
  };
  return new Writable({
    write(piece: Buffer, _encoding, done) {
      take(decoder.write(piece));
      done();
    },
    final(done) {
      take(decoder.end());
      if (rest !== '') onLine(rest);
      done();
    },
  });
}
