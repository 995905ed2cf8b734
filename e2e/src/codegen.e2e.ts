import { execFileSync } from 'node:child_process';
import { Rig } from '@nx-cross/testing';

const HOST = 'x86_64-unknown-linux-gnu';

/** A program that embeds what other tasks make: a page in a folder that git ignores, and a descriptor that protoc makes. */
const FILES = {
  '.gitignore': 'node_modules\ndist\ntarget\n.nx\n.rig\ngenerated\n',
  'README.md': '# greeter\n',
  'Cargo.toml': '[workspace]\nmembers = ["apps/greeter"]\nresolver = "2"\n',
  'Cargo.lock': 'version = 4\n\n[[package]]\nname = "greeter"\nversion = "1.2.3"\n',
  'apps/greeter/Cargo.toml': '[package]\nname = "greeter"\nversion = "1.2.3"\nedition = "2021"\n',
  'apps/greeter/build.rs': `
    fn main() {
        let out = format!("{}/greeting.bin", std::env::var("OUT_DIR").unwrap());
        println!("cargo:rerun-if-changed=../../proto/greeting.proto");
        let status = std::process::Command::new("protoc")
            .args(["--proto_path=../../proto", &format!("--descriptor_set_out={out}"), "greeting.proto"])
            .status()
            .unwrap();
        assert!(status.success());
    }`,
  'apps/greeter/src/main.rs': `
    const PAGE: &str = include_str!("../../../web/generated/page.html");
    const DESCRIPTOR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/greeting.bin"));
    fn main() { print!("{PAGE}"); println!("{}", DESCRIPTOR.len()); }`,
  'apps/greeter/nx-cross.json': JSON.stringify({
    dependsOn: ['web:build'],
    inputs: ['{workspaceRoot}/proto/**'],
    tools: ['protoc'],
    archive: { files: [{ from: '{workspaceRoot}/web/generated/page.html', to: 'share/page.html' }] },
  }),
  'proto/greeting.proto': 'syntax = "proto3";\nmessage Greeting { string text = 1; }\n',
  'web/page.txt': 'hello\n',
  'web/build.cjs':
    "const fs = require('fs'); fs.mkdirSync('web/generated', { recursive: true });\n" +
    "fs.writeFileSync('web/generated/page.html', `<p>${fs.readFileSync('web/page.txt', 'utf8').trim()}</p>\\n`);\n",
  'web/project.json': JSON.stringify({
    name: 'web',
    targets: {
      build: {
        executor: 'nx:run-commands',
        cache: true,
        inputs: ['{projectRoot}/*'],
        outputs: ['{projectRoot}/generated'],
        options: { command: 'node web/build.cjs' },
      },
    },
  }),
};

describe('a unit that other tasks make sources for', () => {
  const rig = new Rig({ files: FILES, pluginOptions: { platforms: ['linux-x86_64'] } });
  afterAll(() => rig.dispose());

  const statusOf = (tasks: readonly { id: string; status: string }[], stage: string) =>
    tasks.find(({ id }) => id === `greeter:${stage}--${HOST}`)?.status;

  const folder = (stage: string) => rig.path('dist', 'greeter', HOST, stage);
  const runProgram = () => execFileSync(`${folder('verify')}/greeter`, { encoding: 'utf8' });
  const listArchive = () =>
    execFileSync('tar', ['-tzf', `${folder('package')}/greeter-v1.2.3-linux-x86_64.tar.gz`], { encoding: 'utf8' });

  it('is compiled after them, and embeds and packs what they made', async () => {
    const run = await rig.nx(['run', 'greeter:smoke']);
    expect(run.exitCode).toBe(0);
    expect(run.tasks).toContainEqual({ id: 'web:build', status: 'success' });
    expect(runProgram()).toMatch(/^<p>hello<\/p>\n\d+\n$/);
    expect((await rig.nx(['run', 'greeter:package'])).exitCode).toBe(0);
    expect(listArchive()).toContain('share/page.html');
  });

  it('is compiled and packed again when their outputs change, though git does not know these', async () => {
    rig.write('web/page.txt', 'good day\n');
    const { tasks } = await rig.nx(['run', 'greeter:package-all']);
    expect(statusOf(tasks, 'cross-compile')).toBe('success');
    expect(statusOf(tasks, 'package')).toBe('success');
    expect(runProgram()).toContain('good day');
  });

  it('is compiled again when a declared input changes, and not for a README', async () => {
    rig.write('proto/greeting.proto', 'syntax = "proto3";\nmessage Greeting { string text = 1; string more = 2; }\n');
    const proto = await rig.nx(['run', 'greeter:package-all']);
    expect(statusOf(proto.tasks, 'cross-compile')).toBe('success');
    rig.append('README.md', 'more\n');
    const readme = await rig.nx(['run', 'greeter:package-all']);
    expect(statusOf(readme.tasks, 'cross-compile')).toBe('local-cache');
    expect(statusOf(readme.tasks, 'package')).toBe('success');
  });

  it('is refused when it embeds what no input declares, with the line to add, and is right with that line', async () => {
    const main = rig.read('apps/greeter/src/main.rs');
    rig.write('apps/greeter/README.md', '# embedded\n');
    rig.write('apps/greeter/src/main.rs', `${main}pub const README: &str = include_str!("../README.md");\n`);
    const refused = await rig.nx(['run', 'greeter:cross-compile']);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain(
      'nx-cross input-undeclared: The compiler read apps/greeter/README.md, which is no input of the task',
    );
    const line = '{workspaceRoot}/apps/greeter/README.md';
    expect(refused.output).toContain(`→ Add it to apps/greeter/nx-cross.json: "inputs": ["${line}"].`);
    rig.write(
      'apps/greeter/nx-cross.json',
      FILES['apps/greeter/nx-cross.json'].replace('"inputs":[', `"inputs":["${line}",`),
    );
    expect((await rig.nx(['run', 'greeter:cross-compile'])).exitCode).toBe(0);
    rig.append('apps/greeter/README.md', 'more\n');
    const edited = await rig.nx(['run', 'greeter:cross-compile']);
    expect(statusOf(edited.tasks, 'cross-compile')).toBe('success');
  });

  it('says which of its tools is missing, before it compiles', async () => {
    rig.write('apps/greeter/nx-cross.json', JSON.stringify({ dependsOn: ['web:build'], tools: ['protocc'] }));
    const run = await rig.nx(['run', 'greeter:cross-compile']);
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain(
      'nx-cross tool-missing: protocc, which nx-cross.json lists in `tools`, is not on PATH.',
    );
    const doctor = await rig.cli(['doctor']);
    expect(doctor.exitCode).toBe(1);
    expect(doctor.output).toContain('- protocc');
  });
});
