import { describe, expect, it } from 'vitest';
import { fileAt, mediaAddress, mediaIn } from './media.ts';

describe('a value that names a file', () => {
  it.each([
    ['cat.png', 'image', 'cat.png', 'cat.png'],
    ['./cats/a.JPG', 'image', './cats/a.JPG', 'cats/a.JPG'],
    ['IMG#1.png', 'image', 'IMG%231.png', 'IMG#1.png'],
    ['what?.png', 'image', 'what%3F.png', 'what?.png'],
    ['50%.png', 'image', '50%25.png', '50%.png'],
    ['a%20b.png', 'image', 'a%20b.png', 'a b.png'],
    ['cat.png?v=2', 'image', 'cat.png?v=2', 'cat.png'],
    ['https://example.org/a%20b.mp4?x=1', 'video', 'https://example.org/a%20b.mp4?x=1', undefined],
    ['//example.org/a.mp3', 'audio', '//example.org/a.mp3', undefined],
    ['https://example.org/wiki#File:Cat.png', undefined, 'https://example.org/wiki#File:Cat.png', undefined],
    ['%ff.png', 'image', '%ff.png', undefined],
    ['I saw cat.png', undefined, 'I saw cat.png', 'I saw cat.png'],
    ['cat', undefined, 'cat', 'cat'],
  ])('%s is of the kind %s, at %s, the file %s', (text, kind, address, file) => {
    expect(mediaIn(text)).toBe(kind);
    expect(mediaAddress(text)).toBe(address);
    expect(fileAt(text)).toBe(file);
  });
});
