// A responder after ELIZA (J. Weizenbaum, Communications of the ACM 9, 1966): the keyword with the highest rank in what somebody says
// chooses a rule, the rule takes it apart, and what is left of it is said back with the persons swapped. The rules are our own.

type Rule = { rank: number; match: RegExp; replies: string[] };

/** Replies in which `$1` stands for what the pattern caught, from my view into yours. */
const rules: Rule[] = [
  {
    rank: 9,
    match: /\b(?:kill myself|suicide|hurt myself)\b/,
    replies: ['I am only a program. Please talk to somebody you trust, or call an emergency number, now.'],
  },
  {
    rank: 8,
    match: /\b(?:are you|you are) (?:a |an )?(?:computer|robot|machine|program|bot|ai|human|real)\b/,
    replies: [
      'I am a program, and a simple one. Does it matter to you whom you talk to?',
      'What would change if I were not?',
    ],
  },
  {
    rank: 7,
    match: /\bi remember (.+)/,
    replies: [
      'Do you often think of $1?',
      'What else comes to mind when you think of $1?',
      'Why do you remember $1 just now?',
    ],
  },
  {
    rank: 7,
    match: /\bi dream(?:ed|t)? (?:of |about |that )?(.+)/,
    replies: ['Have you ever thought of $1 while you were awake?'],
  },
  {
    rank: 6,
    match: /\bif (.+)/,
    replies: ['Do you think it is likely that $1?', 'What would you do then?', 'Do you wish that $1?'],
  },
  {
    rank: 6,
    match: /\bi (?:can't|cannot|can not|could not|couldn't) (.+)/,
    replies: ['What keeps you from it?', 'What would it take for you to $1?', 'Have you tried to $1?'],
  },
  {
    rank: 6,
    match: /\bi (?:don't|do not) (?:know|understand) (.+)/,
    replies: ['What would help you to find out?', 'Whom could you ask about it?'],
  },
  {
    rank: 5,
    match: /\bi (?:want|need|wish for|would like|'d like) (?:to )?(.+)/,
    replies: [
      'What would it mean to you if you got that?',
      'Why do you want that?',
      'What stands between you and that?',
    ],
  },
  {
    rank: 5,
    match: /\bi(?:'m| am) (?:afraid|scared|worried|nervous|anxious)\b(?: of | about | that )?(.*)/,
    replies: ['What is the worst that could happen?', 'Has it been like that before?', 'Who knows about that worry?'],
  },
  {
    rank: 5,
    match: /\bi(?:'m| am| was) (?:so |very |really |a bit |rather )?(sad|unhappy|tired|angry|lonely|bored|stressed)\b/,
    replies: [
      'I am sorry to hear that you are $1. Since when?',
      'What makes you $1?',
      'What helps you when you are $1?',
    ],
  },
  {
    rank: 5,
    match: /\bi(?:'m| am| was) (?:so |very |really |rather )?(happy|glad|proud|excited|relieved|better)\b/,
    replies: ['What made you $1?', 'With whom did you share that?', 'How long does that last, being $1?'],
  },
  {
    rank: 4,
    match: /\bi feel (.+)/,
    replies: ['Do you often feel $1?', 'When did you last feel $1?', 'What do you do when you feel $1?'],
  },
  {
    rank: 5,
    match: /\bi (?:often |always |never |sometimes )?(?:think|thought) (?:of|about) (.+)/,
    replies: ['What else comes to mind when you think of $1?', 'Since when do you think of $1?'],
  },
  {
    rank: 4,
    match: /\bi (?:think|believe|guess|suppose) (?:that )?(.+)/,
    replies: ['Are you sure that $1?', 'What makes you think so?'],
  },
  {
    rank: 4,
    match: /\bi (?:love|like|enjoy) (.+)/,
    replies: ['What do you like most about it?', 'How did that begin?', 'Who else likes $1?'],
  },
  {
    rank: 4,
    match: /\bi (?:hate|dislike) (.+)/,
    replies: ['What is it about $1 that bothers you?', 'Was that always so?'],
  },
  {
    rank: 4,
    match:
      /\bmy (mother|father|mum|dad|sister|brother|son|daughter|wife|husband|partner|family|friend|friends|boss|neighbour|colleague|teacher)\b(.*)/,
    replies: ['Tell me more about your $1.', 'What would your $1 say about that?', 'How do you get on with your $1?'],
  },
  { rank: 3, match: /\bbecause (.+)/, replies: ['Is that the only reason?', 'What other reasons might there be?'] },
  {
    rank: 3,
    match: /\b(?:always|never|every time)\b/,
    replies: ['Can you think of one time when it was otherwise?', 'Really without an exception?'],
  },
  {
    rank: 3,
    match: /\b(?:everybody|everyone|nobody|no one)\b/,
    replies: ['Whom do you have in mind?', 'Surely not without an exception?'],
  },
  { rank: 3, match: /\bwhy don't you (.+)/, replies: ['Should I $1?', 'Perhaps I will $1 in time.'] },
  {
    rank: 3,
    match: /\b(?:can|could|would) you (.+)/,
    replies: ['I can only listen and ask. What would you do with it?', 'Would it help you if I could $1?'],
  },
  {
    rank: 3,
    match: /\byou (?:are|'re) (.+)/,
    replies: ['What makes you think that I am $1?', 'Does it please you that I am $1?'],
  },
  { rank: 2, match: /\bi(?:'m| am) (.+)/, replies: ['How long have you been $1?', 'How do you feel about being $1?'] },
  {
    rank: 2,
    match: /\bi (?:have|had|'ve) (?:to )?(.+)/,
    replies: ['How did that come about?', 'And how is that for you?'],
  },
  {
    rank: 2,
    match: /\bi (?:went|was|did|made|saw|met) (.+)/,
    replies: ['How was that?', 'What stayed with you of it?', 'Who else was there?'],
  },
  {
    rank: 2,
    match: /\b(?:what|how|who|when|where|why|which)\b.*\?/,
    replies: ['Why do you ask?', 'What do you think yourself?', 'What answer would please you most?'],
  },
  {
    rank: 1,
    match: /^(?:yes|yeah|yep|sure|of course|right)\b/,
    replies: ['I see. Go on.', 'You seem sure of that. Why?'],
  },
  { rank: 1, match: /^(?:no|nope|not really)\b/, replies: ['Why not?', 'Are you saying no just to be done with it?'] },
  { rank: 1, match: /\b(?:sorry|apolog)/, replies: ['No need to be sorry.'] },
  { rank: 1, match: /^(?:hello|hi|hey|good (?:morning|evening|day))\b/, replies: ['Hello. What is on your mind?'] },
  { rank: 1, match: /\b(?:thanks|thank you)\b/, replies: ['You are welcome. What else is there to say about it?'] },
];

/** When no rule fits: first what was said before is taken up again, then these. */
const memory = ['Earlier you spoke of your $1. Has that to do with this?', 'Let us come back to your $1.'];
const otherwise = [
  'Please go on.',
  'Tell me more about that.',
  'What does that mean to you?',
  'Can you give me an example?',
  'And then?',
];

const swaps: Record<string, string> = {
  ...{
    i: 'you',
    me: 'you',
    my: 'your',
    our: 'your',
    mine: 'yours',
    myself: 'yourself',
    am: 'are',
    "i'm": 'you are',
    "i've": 'you have',
    "i'd": 'you would',
  },
  ...{ you: 'I', your: 'my', yours: 'mine', yourself: 'myself', "you're": 'I am', "you've": 'I have', was: 'were' },
};

/** What somebody says, from my view into yours: "my sister and me" becomes "your sister and you". */
export const swapped = (text: string): string =>
  text.replace(/[\p{L}']+/gu, (word) => swaps[word.toLowerCase()] ?? word);

/** The part that a reply repeats: up to the end of its clause. */
const clauseIn = (text: string): string => swapped(text.split(/[.,;!?]|\b(?:but|and|because)\b/)[0]!.trim());

const plain = (text: string): string => text.toLowerCase().replace(/[’‘]/g, "'").trim();

/** The reply to the last of these messages; each rule takes its replies in turn, so those before count, too. */
export function elizaReply(messages: readonly string[]): string {
  const uses = new Map<object, number>();
  /** The things of which somebody spoke as theirs, and that were not taken up yet. */
  const spokenOf: string[] = [];
  let reply = otherwise[0]!;
  const inTurn = (replies: string[]): string => {
    const at = uses.get(replies) ?? 0;
    uses.set(replies, at + 1);
    return replies[at % replies.length]!;
  };
  for (const message of messages.map(plain)) {
    const fitting = rules.filter(({ match }) => match.test(message));
    const rule = fitting.toSorted((one, other) => other.rank - one.rank)[0];
    if (rule) {
      const part = clauseIn(rule.match.exec(message)?.[1] ?? '');
      reply = inTurn(rule.replies).replaceAll('$1', part || 'that');
    } else {
      const earlier = spokenOf.shift();
      reply = earlier ? inTurn(memory).replaceAll('$1', earlier) : inTurn(otherwise);
    }
    const own = /\bmy ([a-z]+)/.exec(message)?.[1];
    if (own && !spokenOf.includes(own)) spokenOf.push(own);
  }
  return reply.replace(/\bi\b/g, 'I');
}
