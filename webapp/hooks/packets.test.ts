import { describe, expect, it } from 'vitest';
import { type AgentPacket, deadlinesHere, isMobile } from './packets.ts';

const noon = Date.UTC(2026, 10, 21, 12) / 1000;

type Times = { deadline_utc?: number | null; submission_deadline_utc?: number | null };

function packet(times: Times, serverNow?: number): AgentPacket {
  const data = { worker_id: 'w', agent_id: 'a', init_task_data: {}, ...times };
  return { packet_type: 'agent_details', data, ...(serverNow !== undefined && { server_timestamp: serverNow }) };
}

const date = (seconds: number) => new Date(seconds * 1000);

describe('a deadline', () => {
  it("is moved by as much as the browser's clock is ahead of the server's", () => {
    const late = packet({ deadline_utc: noon + 600, submission_deadline_utc: noon + 590 }, noon);
    expect(deadlinesHere(late, noon + 3600)).toEqual({ deadline: date(noon + 4200), autoSubmitAt: date(noon + 4190) });
  });

  it("is taken as it is without the server's time", () => {
    const { deadline, autoSubmitAt } = deadlinesHere(packet({ deadline_utc: noon + 600 }), noon + 3600);
    expect(deadline).toEqual(date(noon + 600));
    expect(autoSubmitAt).toBeNull();
  });

  it('of a server that knows only the moment of automatic submission is that moment', () => {
    const { deadline } = deadlinesHere(packet({ submission_deadline_utc: noon + 590 }, noon), noon);
    expect(deadline).toEqual(date(noon + 590));
  });

  it('may be missing', () => {
    expect(deadlinesHere(packet({ deadline_utc: null }, noon), noon)).toEqual({ deadline: null, autoSubmitAt: null });
  });
});

describe('a browser', () => {
  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)', true],
    ['Mozilla/5.0 (Linux; Android 16)', true],
    ['Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0', false],
  ])('called %s is a phone or a tablet: %s', (userAgent, expected) => {
    expect(isMobile(userAgent)).toBe(expected);
  });
});
