import { Text } from '@mantine/core';
import { useShowMore } from '../../components/show-more.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import { seenText } from '../text/pieces.ts';
import { rasterOf } from './data-image.ts';
import { JsonView } from './json-view.tsx';
import { Picture } from './picture.tsx';
import style from './value.module.css';

const maxDepth = 6;

type Props = { value: unknown; name?: string; depth?: number };

/** Any JSON value for reading: objects as labelled fields, lists as lists, raster images drawn, all else as text. */
export function ValueView({ value, name = 'answer', depth = 0 }: Props) {
  if (value === null || value === undefined) return <Quiet>(none)</Quiet>;
  if (typeof value === 'boolean') return <>{value ? 'yes' : 'no'}</>;
  if (typeof value === 'number') return <>{String(value)}</>;
  if (typeof value === 'string') return <Words text={value} name={name} />;
  if (typeof value !== 'object') return <Quiet>{typeof value}</Quiet>;
  const entries = Object.entries(value);
  if (entries.length === 0) return <Quiet>{Array.isArray(value) ? '(empty list)' : '(no fields)'}</Quiet>;
  if (depth >= maxDepth) return <JsonView value={value} isOpen={false} />;
  return Array.isArray(value) ? (
    <List values={value} name={name} depth={depth} />
  ) : (
    <Fields entries={entries} depth={depth} />
  );
}

const Quiet = ({ children }: { children: string }) => (
  <Text span c="dimmed" fs="italic">
    {children}
  </Text>
);

function Words({ text, name }: { text: string; name: string }) {
  if (text === '') return <Quiet>(empty)</Quiet>;
  const raster = rasterOf(text);
  return raster ? <Picture {...raster} name={seenText(name)} /> : <ForeignText text={text} block />;
}

function Fields({ entries, depth }: { entries: [string, unknown][]; depth: number }) {
  const { shown, more } = useShowMore(entries);
  return (
    <div className={depth > 0 ? style.nested : undefined}>
      <dl className={style.fields}>
        {shown.map(([key, inner]) => (
          <Field key={key} name={key} value={inner} depth={depth + 1} />
        ))}
      </dl>
      {more}
    </div>
  );
}

const Field = ({ name, value, depth }: { name: string; value: unknown; depth: number }) => (
  <>
    <dt>
      <ForeignText text={name === '' ? '(no name)' : name} maxLetters={200} />
    </dt>
    <dd>
      <ValueView value={value} name={name} depth={depth} />
    </dd>
  </>
);

function List({ values, name, depth }: { values: unknown[]; name: string; depth: number }) {
  const { shown, more } = useShowMore(values);
  return (
    <>
      <ol className={style.list}>
        {shown.map((inner, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: values in a list have no other key.
          <li key={at}>
            <ValueView value={inner} name={`${name} ${at + 1}`} depth={depth + 1} />
          </li>
        ))}
      </ol>
      {more}
    </>
  );
}
