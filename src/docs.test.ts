import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { anchorOf } from './adapters/gateway/reading/anchors.ts';
import { everyDoc } from './adapters/gateway/reading/doc-list.ts';
import { catalog } from './events/catalog.ts';
import { pages } from './reference/pages.ts';
import { allRefusals } from './reference/refusals-page.ts';
import { damageCodes } from './runtime/integrity/damage.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const filesIn = (folder: string) =>
  (readdirSync(join(root, folder), { recursive: true }) as string[]).map((name) => `${folder}/${name}`);
const markdown = [...readdirSync(root), ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
  .concat(readdirSync(join(root, 'examples')).map((name) => `examples/${name}/README.md`))
  .filter((name) => name.endsWith('.md') && existsSync(join(root, name)));
const written = markdown.map((file) => ({ file, text: textOf(file) }));

/** Everything that `pattern` finds in the pages, as `{file, found}`, `found` being its first group. */
const mentions = (pattern: RegExp) =>
  written.flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([, found = '']) => ({ file, found })));
const unless = (isTrue: (found: string, file: string) => boolean, pattern: RegExp) =>
  mentions(pattern)
    .filter(({ file, found }) => !isTrue(found, file))
    .map(({ file, found }) => `${file}: ${found}`);

const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
const verbs = new Set(
  filesIn('src/cli')
    .filter((file) => /^src\/cli\/verbs\/.+(?<!\.test)\.ts$/.test(file))
    .flatMap((file) => [...textOf(file).matchAll(/\bprogram\s*\.command\('([a-z-]+)'\)/g)].map(([, verb]) => verb)),
);

const anchorsIn = (file: string) =>
  [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

function leadsSomewhere(link: string, from: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? from : join(dirname(from), path);
  return existsSync(join(root, file)) && (!anchor || anchorsIn(file).includes(anchor));
}

describe('the pages', () => {
  it('link to what is there', () => expect(unless(leadsSomewhere, /\]\((?!https?:|mailto:)([^)\s]+)\)/g)).toEqual([]));

  it('are all listed for readers of the app and of llms.txt', () => {
    const listed = everyDoc.map(({ file }) => file);
    expect(markdown.filter((file) => file.includes('/') && !listed.includes(file))).toEqual([]);
    expect(listed.filter((file) => !markdown.includes(file))).toEqual([]);
  });

  it('name files that are there', () => {
    const path = /`((?:src|webapp|journeys|bench|examples|docs|scripts)\/[\w./-]*)`/g;
    expect(unless((found) => existsSync(join(root, found)), path)).toEqual([]);
  });

  it('name scripts and verbs that are there', () => {
    expect(unless((found) => found in scripts, /\bnpm run ([a-z]+(?::[a-z]+)*)/g)).toEqual([]);
    expect(unless((found) => verbs.has(found), /(?:bin\/|`)manyhands ([a-z][a-z-]*)/g)).toEqual([]);
  });

  it('name variables that something reads', () => {
    const code = ['src', 'scripts', 'examples', 'bench']
      .flatMap(filesIn)
      .filter((file) => /\.m?[jt]s$/.test(file) && !file.endsWith('.test.ts') && !file.includes('/page/'))
      .map(textOf)
      .join('\n');
    expect(unless((found) => code.includes(found), /\b(MANYHANDS_[A-Z_]+)\b/g)).toEqual([]);
  });

  it('name refusals of the table', () => {
    const codes = allRefusals().map(({ code }) => code);
    const areas = [...new Set(codes.map((code) => code.split('/')[0]))].join('|');
    const code = new RegExp(`[\`(]((?:${areas})/[a-z-]+)[\`)]`, 'g');
    const damages: readonly string[] = damageCodes;
    expect(unless((found) => codes.includes(found) || damages.includes(found), code)).toEqual([]);
  });
});

describe('the refusals', () => {
  it('are listed from every table that there is', () => {
    const page = textOf('src/reference/refusals-page.ts');
    const tables = filesIn('src').filter((file) => file.endsWith('/refusals.ts'));
    const importOf = (file: string) =>
      file === 'src/reference/refusals.ts' ? `'./refusals.ts'` : `'..${file.slice('src'.length)}'`;
    expect(tables.length).toBeGreaterThan(0);
    expect(tables.filter((file) => !page.includes(importOf(file)))).toEqual([]);
  });

  it('have a code of one folder each', () => {
    const codes = allRefusals().map(({ code }) => code);
    expect(codes.filter((code, n) => codes.indexOf(code) !== n)).toEqual([]);
  });
});

describe('what is made from the code', () => {
  it.each(Object.entries(pages))('is current: %s (npm run pages)', (file, page) => expect(textOf(file)).toBe(page()));
});

describe('the README', () => {
  const readme = textOf('README.md');

  it('is at most 150 lines long', () => expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(150));

  it('shows files as they are, but for what "…" stands for', () => {
    const blocks = [...readme.matchAll(/^```\w+\n(?:#|\/\/) (\S+)\n([\s\S]*?)^```$/gm)];
    const untrue = blocks.flatMap(([, file = '', shown = '']) => {
      let rest = `\n${textOf(file)}`;
      return shown.split(/^…\n/m).flatMap((excerpt) => {
        const at = rest.indexOf(`\n${excerpt}`);
        rest = rest.slice(at + excerpt.length);
        return at < 0 ? [`${file}: ${excerpt}`] : [];
      });
    });
    expect([blocks.length, untrue]).toEqual([3, []]);
  });

  it('names every setting', () => {
    const read = [...textOf('src/startup/config.ts').matchAll(/^ {2}(MANYHANDS_\w+):/gm)].map(([, name]) => name);
    expect(read.length).toBeGreaterThan(0);
    expect(read.filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

describe('the page on contributing', () => {
  const changes =
    textOf('CONTRIBUTING.md')
      .split(/^## /m)
      .find((part) => part.startsWith('Nine changes')) ?? '';
  const walks = changes.split(/^### /m).slice(1);

  it('walks through nine changes, each with the files it touches', () => {
    const paths = walks.map((walk) =>
      [...walk.matchAll(/`((?:src|webapp|docs|journeys)\/[\w./-]+)`/g)].map(([, path]) => path),
    );
    expect(paths.map(({ length }) => length >= 3)).toEqual(Array.from({ length: 9 }, () => true));
    expect(paths.flat().filter((path = '') => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('the glossary', () => {
  const terms = [...textOf('GLOSSARY.md').matchAll(/^- \*\*(.+?)\*\* — \S.*\.$/gm)].map(([, term = '']) => term);

  it('has one line for each word, in order', () => {
    expect(terms).toHaveLength(textOf('GLOSSARY.md').match(/^- /gm)?.length ?? 0);
    expect(terms).toEqual([...new Set(terms)].sort((one, other) => one.localeCompare(other, 'en')));
  });

  it('has the noun of every fact, and every actor', () => {
    const actors = filesIn('src/actors')
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) => /createMachine\(\{\s*id: '([a-z-]+)'/.exec(textOf(file))?.[1] ?? []);
    const nouns = catalog.map(({ type }) => type.split('.')[0] ?? '');
    expect(actors.length).toBeGreaterThan(0);
    expect([...actors, ...nouns].filter((name) => !terms.includes(name.replace('-', ' ')))).toEqual([]);
  });
});

describe('the changelog', () => {
  it('lists every fact with its version', () => {
    const changelog = textOf('CHANGELOG.md');
    const listed = changelog.slice(changelog.indexOf('### Facts'));
    expect(catalog.filter(({ type, version }) => !listed.includes(`\`${type}\` v${version}`))).toEqual([]);
  });
});

describe('the list of Mephisto features', () => {
  const parity = textOf('docs/parity.md');
  const rows = (text: string) =>
    [...text.matchAll(/^\| F(\d+) \| .+? \| (yes|part|open) \| (.*) \|$/gm)].map(([, id, state, by = '']) => ({
      id: Number(id),
      state,
      by,
    }));
  const count = (text: string) => {
    const found = rows(text);
    const those = (wanted: string) => found.filter(({ state }) => state === wanted).length;
    return `${those('yes')} yes, ${those('part')} part, ${those('open')} open of ${found.length}`;
  };

  it('has each of the 434 once', () => {
    const ids = rows(parity).map(({ id }) => id);
    expect(ids.sort((one, other) => one - other)).toEqual(Array.from({ length: 434 }, (_, n) => n + 1));
  });

  it('counts them as they are, by group and all together', () => {
    const groups = parity.split(/^## /m).filter((group) => /^[A-Q] · /.test(group));
    expect(groups.length).toBe(17);
    expect(
      groups.filter((group) => !group.includes(`\n${count(group)}\n`)).map((group) => group.split('\n')[0]),
    ).toEqual([]);
    expect(parity).toContain(`All together: ${count(parity)}`);
  });

  it('names tests with their titles, a script or a verb for all that is said to be here', () => {
    const said = [...parity.matchAll(/^\| [FD]\d+ \| .+? \| (yes|part|open) \| (.*) \|$/gm)];
    const isShown = (by: string): boolean => {
      const [, what = '', title] = /^`([^`]+)`(?: · (.+))?$/.exec(by) ?? [];
      if (title)
        return /\.(test|contract)\.tsx?$/.test(what) && existsSync(join(root, what)) && textOf(what).includes(title);
      const [, script] = /^npm run ([a-z]+)$/.exec(what) ?? [];
      return script ? script in scripts : verbs.has(/^manyhands ([a-z]+)$/.exec(what)?.[1]);
    };
    const unshown = said.filter(([, state, by = '']) => state !== 'open' && !by.split('<br>').every(isShown));
    expect([said.length > 434, unshown.map(([row]) => row)]).toEqual([true, []]);
  });
});

describe('the page on operations', () => {
  const operations = textOf('docs/operations.md');

  it('says of each damage what it means and what to do', () => {
    const rows = [...operations.matchAll(/^\| `([a-z/-]+)` \|[^|]+\|[^|]+\|[^|]+\|$/gm)].map(([, code]) => code);
    expect(damageCodes.filter((code) => !rows.includes(code))).toEqual([]);
  });
});
