import { renderTemplate } from './template';

const values = {
  unit: 'server',
  version: '1.2.3',
  platform: 'linux-aarch64',
  triple: 'aarch64-unknown-linux-gnu',
  os: 'linux',
  arch: 'aarch64',
};

describe('renderTemplate', () => {
  it.each([
    ['{unit}-v{version}-{platform}', 'server-v1.2.3-linux-aarch64'],
    ['{unit}-{triple}', 'server-aarch64-unknown-linux-gnu'],
    ['{os}_{arch}', 'linux_aarch64'],
    ['plain', 'plain'],
    ['{unit}{unit}', 'serverserver'],
  ])('%s', (template, text) => {
    expect(renderTemplate(template, values)).toBe(text);
  });

  it('does not render what a value brings along', () => {
    expect(renderTemplate('{unit}', { ...values, unit: '{version}$&' })).toBe('{version}$&');
  });

  it('names every unknown placeholder and lone brace, and what there is', () => {
    const known = '  → it may refer to {unit}, {version}, {platform}, {triple}, {os}, {arch}';
    expect(() => renderTemplate('{uint}-{binary}-{toString}-}{', values)).toThrow(
      [
        'nx-cross template-invalid: the template `{uint}-{binary}-{toString}-}{` refers to `{uint}`',
        known,
        'nx-cross template-invalid: the template `{uint}-{binary}-{toString}-}{` refers to `{binary}`',
        known,
        'nx-cross template-invalid: the template `{uint}-{binary}-{toString}-}{` refers to `{toString}`',
        known,
        'nx-cross template-invalid: the template `{uint}-{binary}-{toString}-}{` has a lone `}`',
        known,
        'nx-cross template-invalid: the template `{uint}-{binary}-{toString}-}{` has a lone `{`',
        known,
      ].join('\n'),
    );
  });
});
