// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useKeptPlace } from './kept-place.ts';

const Box = ({ last }: { last: number }) => (
  <div ref={useKeptPlace(1, last)} role="log">
    {last}
  </div>
);

describe('a box that keeps its place', () => {
  let changeSize = () => {};
  beforeEach(() => {
    vi.stubGlobal(
      'ResizeObserver',
      class {
        constructor(listener: () => void) {
          changeSize = listener;
        }
        observe() {}
        disconnect() {}
      },
    );
  });
  afterEach(() => vi.unstubAllGlobals());
  afterEach(cleanup);

  /** A box of heights that happy-dom does not measure, at its end. */
  function openBox() {
    const { rerender } = render(<Box last={1} />);
    const log = screen.getByRole('log');
    const measure = (name: 'scrollHeight' | 'clientHeight', value: number) =>
      Object.defineProperty(log, name, { value, configurable: true });
    measure('scrollHeight', 1000);
    measure('clientHeight', 300);
    const scrollTo = (top: number) => {
      log.scrollTop = top;
      fireEvent.scroll(log);
    };
    scrollTo(700);
    return { log, measure, scrollTo, add: (last: number) => rerender(<Box last={last} />) };
  }

  it('shows what is added', () => {
    const { log, add } = openBox();
    add(2);
    expect(log.scrollTop).toBe(1000);
  });

  it('still does where the window became wider, and its lines fewer', () => {
    const { log, measure, scrollTo, add } = openBox();
    add(2);
    measure('scrollHeight', 600);
    scrollTo(300);
    measure('scrollHeight', 650);
    add(3);
    expect(log.scrollTop).toBe(650);
  });

  it('shows its end again where the window became narrower, and its lines more', () => {
    const { log, measure } = openBox();
    measure('scrollHeight', 1400);
    changeSize();
    expect(log.scrollTop).toBe(1400);
  });

  it('stays where its reader looks back', () => {
    const { log, measure, scrollTo, add } = openBox();
    scrollTo(100);
    add(2);
    measure('scrollHeight', 1400);
    changeSize();
    expect(log.scrollTop).toBe(100);
  });
});
