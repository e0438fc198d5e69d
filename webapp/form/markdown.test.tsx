// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import Markdown from './markdown.tsx';

afterEach(cleanup);

describe('Markdown of an item', () => {
  it('is formatted', () => {
    render(<Markdown text="# A title" />);
    expect(screen.getByRole('heading', { name: 'A title' })).toBeTruthy();
  });

  it('cannot bring HTML or scripts onto the page', () => {
    const { container } = render(<Markdown text={'<script>x</script>\n\n[a](javascript:alert(1)) <b onclick="x">'} />);
    expect(container.querySelector('script, b')).toBeNull();
    expect(container.querySelector('a')?.getAttribute('href')).toBe('');
  });
});
