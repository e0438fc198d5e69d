// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ProcedureCall } from '../../../../src/api/procedures.ts';
import { noon } from '../../fixtures.ts';
import { show } from '../../for-tests.tsx';
import { Calls } from './calls.tsx';

const failed = (reason: string, message: string): ProcedureCall => ({
  ...{ agent: 'a1', call: 'c1', name: 'search', at: noon, ended_at: noon, milliseconds: 10 },
  ...{ args: null, args_file: null, result: null, result_file: null, reason, message },
});

describe('the calls beside an answer', () => {
  it('show why one failed as text of others: apart, with what is invisible marked, and shortened', () => {
    show(<Calls calls={[failed(`No ${'w'.repeat(5000)}`, 'photo\u202egpj')]} />);
    const [reason, message] = [screen.getByText(/^No w+/), screen.getByText(/^photo/)];
    expect([reason, message].map(({ tagName }) => tagName)).toEqual(['BDI', 'BDI']);
    expect(reason.textContent).toHaveLength(1001);
    expect(screen.getByTitle('An invisible character')).toBeTruthy();
  });
});
