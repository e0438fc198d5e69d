import { defineTask, type Member, type Message, type Room } from 'manyhands/task';
import { inWords, pointsOf, type Role, restOf, type Share, shareIn, type Thing } from './division.ts';

type Scenario = { place: string; things: Thing[] };
type Offer = { by: Member; share: Share };

const parts: Record<Role, string> = {
  mover: 'You two have shared a flat, and you move out tomorrow.',
  stayer: 'You two have shared a flat, and the other moves out tomorrow. You stay.',
};
const most = ['Very', 'Rather', 'Not very', 'Not at all'];
const form = [
  { question: 'How content are you with the result?', type: 'choices' as const, choices: most },
  { question: 'How fair was the other to you?', type: 'choices' as const, choices: most },
  { question: 'What did you try to get, and what did you do for it?', type: 'text' as const },
];

/** Takes an offer in a message, or agreement to the one that stands; gives what stands then, and whether both agree to it. */
function heard({ data }: Message, member: Member, standing: Offer | undefined, things: readonly Thing[]) {
  const isTheirs = standing !== undefined && standing.by.id !== member.id;
  if (data.accepts === true && isTheirs) return { standing, isAgreed: true };
  const share = shareIn(data.offer, things);
  return { standing: share ? { by: member, share } : standing, isAgreed: false };
}

/** Lets both speak in turn until they agree, or have no turns left; who says nothing has left, and ends it. */
async function negotiate(room: Room<Scenario>, both: readonly Member[], turnsEach: number) {
  let standing: Offer | undefined;
  for (let turns = 0; turns < 2 * turnsEach; turns++) {
    const member = both[turns % 2]!;
    const message = await room.ask(member);
    if (!message) return { turns };
    const next = heard(message, member, standing, room.item.things);
    if (next.isAgreed) return { turns: turns + 1, agreed: next.standing };
    standing = next.standing;
  }
  return { turns: 2 * turnsEach };
}

/** Who gets what by an offer, which says what its maker gets. */
const shareOf = ({ by, share }: Offer, { id }: Member, things: readonly Thing[]): Share =>
  id === by.id ? share : restOf(share, things);

const roleOf = ({ role }: Member) => role as Role;

export default defineTask<Scenario>(({ config }) => {
  const { turns_each } = config.task_config as { turns_each: number };
  return {
    async conversation(room) {
      const { place, things } = room.item;
      const both = [...room.members];
      for (const member of both) {
        const own = things.map((thing) => ({ name: thing.name, count: thing.count, worth: thing[roleOf(member)] }));
        const text = `${parts[roleOf(member)]} ${place}: agree on who gets what. The other does not know what the things are worth to you.`;
        await room.say({ text, things: own }, { to: member });
      }

      const { turns, agreed } = await negotiate(room, both, turns_each);
      const points: Record<string, number> = {};
      for (const member of both) {
        const share = agreed && shareOf(agreed, member, things);
        points[roleOf(member)] = share ? pointsOf(share, things, roleOf(member)) : 0;
        const result = share
          ? `You both agree. You get: ${inWords(share, things)}.`
          : 'You have not agreed, so neither of you gets anything.';
        await room.say(`${result} That makes ${points[roleOf(member)]} points for you.`, { to: member });
      }
      const forms = await room.ask(both, 'Three questions at the end:', { form, mayPass: true });
      const byRole = <Value>(of: (member: Member, at: number) => Value) =>
        Object.fromEntries(both.map((member, at) => [roleOf(member), of(member, at)]));
      return {
        ...{ agreed: agreed !== undefined, turns, points },
        ...(agreed && { shares: byRole((member) => shareOf(agreed, member, things)) }),
        forms: byRole((_, at) => forms[at]?.data.form_responses ?? null),
      };
    },
  };
});
