// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SearchField } from './search-field.tsx';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function open() {
  const onChange = vi.fn();
  const field = (value?: string) => (
    <MantineProvider>
      <SearchField label="Search" value={value} onChange={onChange} />
    </MantineProvider>
  );
  const { rerender } = render(field());
  const input = screen.getByLabelText<HTMLInputElement>('Search');
  const type = (value: string) => fireEvent.change(input, { target: { value } });
  return { input, type, onChange, show: (value?: string) => rerender(field(value)) };
}

describe('a search field', () => {
  it('settles a moment after the last letter', () => {
    const { type, onChange } = open();
    type('sh');
    vi.advanceTimersByTime(200);
    type('shark ');
    vi.advanceTimersByTime(299);
    expect(onChange).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onChange.mock.calls).toEqual([['shark']]);
  });

  it('keeps letters that are typed while its earlier text comes back through the address', () => {
    const { input, type, show } = open();
    type('sh');
    vi.advanceTimersByTime(300);
    type('shark');
    show('sh');
    expect(input.value).toBe('shark');
  });

  it('keeps them also if several of its texts come back late, as on a slow device', () => {
    const { input, type, show } = open();
    for (const text of ['s', 'sh', 'sha']) {
      type(text);
      vi.advanceTimersByTime(300);
    }
    show('s');
    show('sh');
    expect(input.value).toBe('sha');
    show('sha');
    show('sh');
    expect(input.value).toBe('sh');
  });

  it('keeps them if a text was settled twice, and what was between comes back after it', () => {
    const { input, type, show } = open();
    for (const text of ['s', 'sh', 's']) {
      type(text);
      vi.advanceTimersByTime(300);
    }
    show('s');
    type('sea');
    show('sh');
    expect(input.value).toBe('sea');
    show('s');
    expect(input.value).toBe('sea');
  });

  it('shows another search of the address, such as after going back', () => {
    const { input, type, show } = open();
    type('shark');
    vi.advanceTimersByTime(300);
    show('shark');
    show('whale');
    expect(input.value).toBe('whale');
    show(undefined);
    expect(input.value).toBe('');
  });
});
