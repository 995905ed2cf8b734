import { Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

const MASK = '***';

/** Hides secrets in what is printed, in each form in which a program may print them. */
export class SecretMask {
  /** Longest first: a form may begin with another one. */
  private readonly forms: readonly string[];

  constructor(secrets: readonly string[]) {
    const forms = secrets.filter((secret) => secret !== '').flatMap(formsOf);
    this.forms = [...new Set(forms)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  }

  /** A text that is whole. */
  mask(text: string): string {
    return this.take(text, true).out;
  }

  /** For what comes in pieces: a secret may begin in one and end in another. */
  stream(): Transform {
    const decoder = new StringDecoder('utf8');
    let held = '';
    return new Transform({
      transform: (piece: Buffer, _encoding, done) => {
        const { out, rest } = this.take(held + decoder.write(piece), false);
        held = rest;
        done(null, out);
      },
      flush: (done) => done(null, this.take(held + decoder.end(), true).out),
    });
  }

  /** What can be printed of a text, and what must wait for more, since a form may begin in it. */
  private take(text: string, isWhole: boolean): { readonly out: string; readonly rest: string } {
    let out = '';
    let at = 0;
    while (at < text.length) {
      if (!isWhole && this.mayBeginAt(text, at)) break;
      const form = this.forms.find((each) => text.startsWith(each, at));
      out += form === undefined ? text[at] : MASK;
      at += form?.length ?? 1;
    }
    return { out, rest: text.slice(at) };
  }

  /** Of a form that is there already, a longer one may be there a piece later. */
  private mayBeginAt(text: string, at: number): boolean {
    const left = text.length - at;
    return this.forms.some((each) => each.length > left && each.startsWith(text.slice(at)));
  }
}

function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const encoded = encodeURIComponent(secret);
  return [
    secret,
    json,
    json.replaceAll('/', '\\/'),
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    encoded.replaceAll('%20', '+'),
    ...base64FormsOf(secret),
  ];
}

/**
 * Base64 of a text that holds the secret somewhere, as `user:secret` does: by where it begins, it looks in three ways. The
 * letters that its neighbours have a share in are left out. A short one would leave too little to be told from chance.
 */
function base64FormsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const whole = [bytes.toString('base64'), bytes.toString('base64url')];
  const inside = [0, 1, 2].flatMap((before) => {
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor(((before + bytes.length) * 8) / 6);
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    return [padded.toString('base64').slice(from, to), padded.toString('base64url').slice(from, to)];
  });
  return [...whole, ...inside.filter((form) => form.length >= SHORTEST_INSIDE)];
}

const SHORTEST_INSIDE = 8;
