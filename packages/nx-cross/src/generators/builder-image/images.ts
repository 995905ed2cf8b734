import { setJson } from '@nx-cross/core';
import type { Platform } from '@nx-cross/core/platform';
import type { Registration } from '../plugin-registration';

type Images = Readonly<Record<string, string | readonly string[]>>;

/**
 * The text of nx.json in which these platforms, or all, are built in the image; images of earlier recipes go. Another
 * image that stands there already stays behind ours, as what is tried next.
 *
 * @param platforms `undefined` for all.
 */
export function nameImage(
  { text, path, options }: Registration,
  { name, tag, platforms }: { readonly name: string; readonly tag: string; readonly platforms?: readonly Platform[] },
): string {
  const images: Images = options.container?.images ?? {};
  const keys = platforms?.map((platform) => keyOf(images, platform)) ?? ['*'];
  const isOurs = (image: string) => image.startsWith(`${name}:`) && /:[0-9a-f]{12}$/.test(image);
  const edited = [...new Set([...Object.keys(images), ...keys])].reduce((before, key) => {
    const old = images[key] ?? [];
    const others = [old].flat().filter((image) => !isOurs(image));
    const wanted = keys.includes(key) ? [tag, ...others] : others;
    if (sameList([old].flat(), wanted)) return before;
    const [only, ...more] = wanted;
    return setJson(before, [...path, 'container', 'images', key], more.length === 0 ? only : wanted);
  }, text);
  const environments = options.environments ?? [];
  if (environments.includes('container')) return edited;
  return setJson(edited, [...path, 'environments'], ['container', ...environments]);
}

function keyOf(images: Images, { id, friendly }: Platform): string {
  return id in images ? id : friendly;
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
