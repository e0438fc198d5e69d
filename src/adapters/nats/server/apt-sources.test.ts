import { describe, expect, it } from 'vitest';
import { mirrorsOf, parseDeb822, parseSourcesList } from './apt-sources.ts';
import { distributionOf } from './from-debian.ts';

describe('the one-line format of apt sources', () => {
  const sources = parseSourcesList(`
# deb http://commented.example/debian bookworm main
deb cdrom:[Debian GNU/Linux 12 _Bookworm_ - amd64 DVD]/ bookworm main
deb-src http://mirror.example/debian bookworm main
deb http://mirror.example/debian bookworm main contrib # our mirror
deb [ arch=amd64 signed-by=/usr/share/keyrings/vendor.gpg ] https://vendor.example/apt stable main
`);

  it('gives binary sources only, without comments and discs', () => {
    expect(sources).toEqual([
      {
        uris: ['http://mirror.example/debian'],
        suites: ['bookworm'],
        components: ['main', 'contrib'],
        signedBy: undefined,
      },
      {
        uris: ['https://vendor.example/apt'],
        suites: ['stable'],
        components: ['main'],
        signedBy: '/usr/share/keyrings/vendor.gpg',
      },
    ]);
  });
});

describe('the deb822 format of apt sources', () => {
  const sources = parseDeb822(`# made by an installer
Types: deb deb-src
URIs: http://one.example/debian
# a remark between fields
 http://two.example/debian
suites: bookworm bookworm-updates
Components: main non-free
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
Enabled: no

Types: deb-src
URIs: http://source.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://own.example/debian
Suites: bookworm
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc=
 -----END PGP PUBLIC KEY BLOCK-----
`);

  it('gives enabled binary sources, with values over several lines', () => {
    expect(sources.map(({ uris }) => uris)).toEqual([
      ['http://one.example/debian', 'http://two.example/debian'],
      ['http://own.example/debian'],
    ]);
    expect(sources[0]).toMatchObject({ suites: ['bookworm', 'bookworm-updates'], components: ['main', 'non-free'] });
  });

  it('keeps a key that is written into the file, line for line', () => {
    expect(sources[1]?.signedBy?.split('\n')).toEqual([
      '-----BEGIN PGP PUBLIC KEY BLOCK-----',
      ' .',
      ' abc=',
      ' -----END PGP PUBLIC KEY BLOCK-----',
    ]);
  });
});

describe('the mirrors of a release', () => {
  const source = (uri: string, suite: string, component = 'main') => ({
    uris: [uri],
    suites: [suite],
    components: [component],
    signedBy: `${uri}.gpg`,
  });

  it('are those of exactly that release, each once, with their keys', () => {
    const mirrors = mirrorsOf('bookworm', [
      source('http://a.example', 'bookworm'),
      source('http://a.example', 'bookworm'),
      source('http://security.example', 'bookworm-security'),
      source('http://vendor.example', 'bookworm', 'stable'),
      source('http://b.example', 'bookworm'),
    ]);
    expect(mirrors).toEqual([
      { uri: 'http://a.example', signedBy: 'http://a.example.gpg' },
      { uri: 'http://b.example', signedBy: 'http://b.example.gpg' },
    ]);
  });
});

describe('the distribution of a machine', () => {
  it('is read from os-release, also of what is derived from Ubuntu', () => {
    expect(distributionOf('ID=debian\nVERSION_CODENAME=bookworm\n')).toEqual({
      origin: 'Debian',
      codename: 'bookworm',
    });
    expect(distributionOf('ID=ubuntu\nVERSION_CODENAME="noble"\n')).toEqual({ origin: 'Ubuntu', codename: 'noble' });
    expect(distributionOf('ID=linuxmint\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble\n')).toEqual({
      origin: 'Ubuntu',
      codename: 'noble',
    });
  });

  it('is none of ours elsewhere', () => {
    expect(distributionOf('ID=fedora\nVERSION_CODENAME=""\n')).toBeUndefined();
    expect(distributionOf('')).toBeUndefined();
  });
});
