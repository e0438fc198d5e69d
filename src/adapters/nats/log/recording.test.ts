import { describe, expect, it } from 'vitest';
import { recordingReasons } from './recording.ts';

const fine = {
  phase: 'open' as 'opening' | 'open' | 'closing',
  isDamaged: false,
  isLeaseLost: false,
  isDiskFull: false,
  isSilent: false,
  isLate: false,
  isLogFull: false,
  isCutOff: false,
};

function told(changed: Partial<typeof fine>) {
  const now = { ...fine, ...changed };
  const { refusalNow, unreadyNow, problems } = recordingReasons({
    phase: () => now.phase,
    isDamaged: () => now.isDamaged,
    isLeaseLost: () => now.isLeaseLost,
    isDiskFull: () => now.isDiskFull,
    isSilent: () => now.isSilent,
    isLate: () => now.isLate,
    isLogFull: () => now.isLogFull,
    isCutOff: () => now.isCutOff,
  });
  return { refused: refusalNow()?.code, unready: unreadyNow()?.code, problems: problems().length };
}

describe('what can be recorded', () => {
  it.each<[string, Partial<typeof fine>, string | undefined, string | undefined, number]>([
    ['is everything while all is well', {}, undefined, undefined, 0],
    ['is nothing once something is missing', { isDamaged: true, isDiskFull: true }, 'log/damaged', 'log/damaged', 0],
    ['is nothing once another daemon has the log', { isLeaseLost: true }, 'log/lease-lost', 'log/lease-lost', 0],
    ['is nothing on a full disk', { isDiskFull: true }, 'log/full', 'log/full', 0],
    ['is nothing in a full log, which is tried all the same', { isLogFull: true }, undefined, 'log/full', 1],
    ['is nothing while the log is silent', { isSilent: true, isLate: true }, 'log/unavailable', 'log/unavailable', 1],
    ['is nobody’s guess while the log is late', { isLate: true }, undefined, 'log/unavailable', 1],
    ['is nobody’s guess while a run waits in vain', { isCutOff: true }, undefined, 'log/unavailable', 1],
    ['is nothing until the runs are open', { phase: 'opening' }, undefined, 'daemon/opening', 0],
    ['is nothing once it closes', { phase: 'closing', isDiskFull: true }, 'log/full', 'daemon/closing', 0],
  ])('%s', (_, changed, refused, unready, problems) => {
    expect(told(changed)).toEqual({ refused, unready, problems });
  });
});
