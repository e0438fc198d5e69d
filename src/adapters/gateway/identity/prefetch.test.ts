import { describe, expect, it } from 'vitest';
import { isPrefetch, isWithoutPerson } from './prefetch.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

describe('a request without a person', () => {
  it.each([
    ['sec-purpose', 'prefetch'],
    ['sec-purpose', 'prefetch;prerender'],
    ['purpose', 'prefetch'],
    ['x-moz', 'prefetch'],
    ['x-purpose', 'preview'],
  ])('is a prefetch: %s: %s', (name, value) => {
    expect(isPrefetch({ headers: { [name]: value } })).toBe(true);
    expect(isWithoutPerson({ headers: { [name]: value } })).toBe(true);
  });
  it.each([
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'facebookexternalhit/1.1',
    'WhatsApp/2.23.20.0',
    'TelegramBot (like TwitterBot)',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5',
  ])('comes from a program that follows links: %s', (agent) =>
    expect(isWithoutPerson({ headers: { 'user-agent': agent } })).toBe(true),
  );
  it.each([firefox, 'curl/8.5.0', undefined])('is none of a browser or a script: %s', (agent) =>
    expect(isWithoutPerson({ headers: { 'user-agent': agent } })).toBe(false),
  );
});
