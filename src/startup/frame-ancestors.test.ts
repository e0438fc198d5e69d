import { describe, expect, it } from 'vitest';
import { frameAncestor } from './frame-ancestors.ts';

describe('a site that may embed pages', () => {
  it.each([
    ['https://panel.example.org', 'https://panel.example.org'],
    ['https://Panel.Example.org/', 'https://panel.example.org'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://192.0.2.7', 'http://192.0.2.7'],
    ['https://*.example.org', 'https://*.example.org'],
    ['https://*.example.org:8443', 'https://*.example.org:8443'],
    ['http://localhost:*', 'http://localhost:*'],
    ['https://xn--bcher-kva.example', 'https://xn--bcher-kva.example'],
  ])('is %s', (text, source) => expect(frameAncestor(text)).toBe(source));

  it.each([
    'panel.example.org',
    '*',
    'https:',
    'https://*',
    'https://*.192.0.2.7',
    'https://a.*.example.org',
    'https://*example.org',
    'https://[2001:db8::1]',
    'https://192.0.2.300',
    'https://1.2.3',
    'https://panel.example.org:70000',
    'https://panel.example.org/embed',
    'https://panel.example.org?x',
    'https://ada:secret@panel.example.org',
    'ftp://panel.example.org',
    'https://panel..example.org',
    "https://panel.example.org;script-src'none'",
    'https://bücher.example',
    "'self'",
    '',
  ])('is not %j', (text) => expect(frameAncestor(text)).toBeUndefined());
});
