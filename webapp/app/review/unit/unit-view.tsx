import { Stack, Text } from '@mantine/core';
import type { UnitDetail } from '../../../../src/api/units.ts';
import collapsibleStyle from '../../components/collapsible.module.css';
import { Collapsible } from '../../components/collapsible.tsx';
import { ConversationOfUnit } from '../conversation/of-unit.tsx';
import { FileList } from '../files/file-list.tsx';
import { ReviewFrame } from '../frame/review-frame.tsx';
import { formatCount, formatTime } from '../labels.ts';
import { useCurrency } from '../money.ts';
import { AnswerView } from '../values/answer-view.tsx';
import { ValueView } from '../values/value-view.tsx';
import { VttSection } from '../vtt/vtt-section.tsx';
import { WorkerName } from '../worker-name.tsx';
import { Bonuses } from './bonuses.tsx';
import { Calls } from './calls.tsx';
import { Comments } from './comments.tsx';
import { History } from './history.tsx';
import { OtherAnswers } from './other-answers.tsx';
import { SignalsLine } from './signals-line.tsx';
import style from './unit.module.css';

/** A unit in full. */
export function UnitView({ unit }: { unit: UnitDetail }) {
  const { data, answer, answers, files, signals, metadata, calls, conversation, history, bonuses, thread, review_url } =
    unit;
  const currency = useCurrency(unit.run);
  const others = answers.filter((one) => one.late);
  const isSubmitted = answers.some((one) => !one.late);
  return (
    <Stack gap="md">
      {review_url && isSubmitted && (
        <Collapsible name="view" title="As the task shows it">
          <ReviewFrame unit={unit} address={review_url} />
        </Collapsible>
      )}
      <div className={style.sides}>
        <section className={collapsibleStyle.section} aria-label="Item">
          <AnswerView name="Item" value={data} />
        </section>
        <section className={collapsibleStyle.section} aria-label="Answer">
          {isSubmitted ? <AnswerView name="Answer" value={answer} /> : <Text size="sm">No answer yet.</Text>}
          <SignalsLine signals={signals} />
        </section>
      </div>
      {conversation && (
        <Collapsible name="conversation" title={`Conversation (${formatCount(conversation.messages, 'message')})`}>
          <ConversationOfUnit key={unit.id} conversation={conversation} own={unit.agent} />
        </Collapsible>
      )}
      {isSubmitted && (
        <Collapsible name="comments" title={thread.length > 0 ? `Comments (${unit.comments})` : 'Comments'}>
          <Comments key={unit.id} unit={unit.id} thread={thread} />
        </Collapsible>
      )}
      <Collapsible name="others" title="Other answers to this item" isOpenAtFirst={false}>
        <OtherAnswers key={unit.id} unit={unit} />
      </Collapsible>
      {files.length > 0 && (
        <Collapsible name="files" title={formatCount(files.length, 'file')}>
          <FileList files={files} />
        </Collapsible>
      )}
      <VttSection unit={unit} />
      {calls.length > 0 && (
        <Collapsible name="calls" title={`Asked of the server (${calls.length})`}>
          <Calls calls={calls} />
        </Collapsible>
      )}
      {metadata.length > 0 && (
        <Collapsible name="beside" title={`Feedback and errors (${metadata.length})`}>
          <Stack>
            {metadata.map(({ agent, kind, content, files: more, at }) => (
              <div key={`${agent} ${at} ${kind}`}>
                <Text size="sm" c="dimmed">
                  {kind === 'error' ? 'Page error' : 'Feedback from the worker'}, {formatTime(at)}
                </Text>
                <ValueView value={content} name={kind} />
                {more && more.length > 0 && <FileList files={more} />}
              </div>
            ))}
          </Stack>
        </Collapsible>
      )}
      {others.length > 0 && (
        <Collapsible name="late" title={`Submitted late, not used (${others.length})`} isOpenAtFirst={false}>
          <Stack>
            {others.map(({ agent, worker, answer: late, files: lateFiles, submitted_at, signals: lateSignals }) => (
              <div key={agent}>
                <Text size="sm" c="dimmed" component="div">
                  <WorkerName worker={worker} />, {formatTime(submitted_at)}
                </Text>
                <ValueView value={late} />
                <SignalsLine signals={lateSignals} />
                {lateFiles && lateFiles.length > 0 && <FileList files={lateFiles} />}
              </div>
            ))}
          </Stack>
        </Collapsible>
      )}
      {bonuses.length > 0 && (
        <Collapsible name="bonuses" title={formatCount(bonuses.length, 'bonus', 'bonuses')}>
          <Bonuses bonuses={bonuses} />
        </Collapsible>
      )}
      <Collapsible name="history" title="History">
        <History episodes={history} currency={currency} />
      </Collapsible>
    </Stack>
  );
}
