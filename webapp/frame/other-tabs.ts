import { useEffect, useState } from 'react';
import { world } from './page.ts';

type Note = { from: string; agent: string };

/** Whether another tab of this browser shows the work of the same agent. */
export function useOtherTab(agentId: string | null): boolean {
  const [others, setOthers] = useState<readonly string[]>([]);
  useEffect(() => {
    setOthers([]);
    if (agentId === null || !('BroadcastChannel' in window)) return;
    const channel = new BroadcastChannel(`manyhands.${world.manyhandsPage.run}`);
    const own = String(Math.random());
    const say = (what: 'here' | 'gone') => channel.postMessage({ from: own, agent: agentId, what });
    channel.onmessage = ({ data }: MessageEvent<Note & { what: string }>) => {
      if (data.agent !== agentId || data.from === own) return;
      setOthers((known) => {
        const rest = known.filter((other) => other !== data.from);
        if (data.what === 'here' && rest.length === known.length) say('here');
        return data.what === 'here' ? [...rest, data.from] : rest;
      });
    };
    say('here');
    const leave = () => say('gone');
    window.addEventListener('pagehide', leave);
    return () => {
      leave();
      window.removeEventListener('pagehide', leave);
      channel.close();
    };
  }, [agentId]);
  return others.length > 0;
}
