import { renderSize } from './render-size';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [1024 * 1024 - 1, '1.0 MiB'],
  [1024 * 1024 - 60, '1023.9 KiB'],
  [4_404_019, '4.2 MiB'],
  [3 * 1024 ** 3, '3.0 GiB'],
  [5000 * 1024 ** 4, '5000.0 TiB'],
])('%d is %s', (bytes, text) => {
  expect(renderSize(bytes)).toBe(text);
});
