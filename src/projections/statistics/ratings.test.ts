import { describe, expect, it } from 'vitest';
import { matrixOf, matrixOfAll, type Rating } from './ratings.ts';

const by = (worker: string, item: string, answer: string): Rating => ({ worker, item, answer });

describe('a matrix of ratings', () => {
  const ratings = [
    by('Ada', 'sky', 'blue'),
    by('Bob', 'sea', 'green'),
    by('Bob', 'sky', 'blue'),
    by('Ada', 'sea', 'blue'),
  ];

  it('has the answers item by item', () => {
    const { items, workers, labels, item, worker, label, itemStart } = matrixOf(ratings);
    expect({ items, workers, labels }).toEqual({
      items: ['sky', 'sea'],
      workers: ['Ada', 'Bob'],
      labels: ['blue', 'green'],
    });
    expect([...itemStart]).toEqual([0, 2, 4]);
    expect(Array.from(item, (row, at) => [items[row], workers[worker[at]!], labels[label[at]!]])).toEqual([
      ['sky', 'Ada', 'blue'],
      ['sky', 'Bob', 'blue'],
      ['sea', 'Bob', 'green'],
      ['sea', 'Ada', 'blue'],
    ]);
  });
  it('has them worker by worker, in the order in which they were given', () => {
    const { items, item, byWorker, workerStart } = matrixOf(ratings);
    expect(Array.from(byWorker, (at) => items[item[at]!])).toEqual(['sky', 'sea', 'sea', 'sky']);
    expect([...workerStart]).toEqual([0, 2, 4]);
  });
  it('takes the last answer of a worker who gave several to an item', () => {
    const { items, workers, labels, item, worker, label, byWorker } = matrixOf([...ratings, by('Ada', 'sky', 'grey')]);
    const ofAda = [...byWorker].filter((at) => workers[worker[at]!] === 'Ada');
    expect(ofAda.map((at) => [items[item[at]!], labels[label[at]!]])).toEqual([
      ['sea', 'blue'],
      ['sky', 'grey'],
    ]);
    expect(label.length).toBe(4);
  });
  it('takes them all when asked to', () => {
    expect(matrixOfAll([...ratings, by('Ada', 'sky', 'grey')]).label.length).toBe(5);
  });
  it('sorts labels as numbers if all of them are', () => {
    const labelsOf = (answers: string[]) => matrixOf(answers.map((answer) => by('Ada', answer, answer))).labels;
    expect(labelsOf(['10', '9', '-1', '1e1'])).toEqual(['-1', '9', '10', '1e1']);
    expect(labelsOf(['10', '9', 'x'])).toEqual(['10', '9', 'x']);
    expect(labelsOf(['2', ' ', '1'])).toEqual([' ', '1', '2']);
  });
  it('keeps names apart that objects would confuse', () => {
    const { items, labels } = matrixOf([
      by('constructor', '__proto__', 'toString'),
      by('Ada', 'constructor', '__proto__'),
    ]);
    expect([items, labels]).toEqual([
      ['__proto__', 'constructor'],
      ['__proto__', 'toString'],
    ]);
  });
  it('may be empty', () => {
    expect(matrixOf([])).toMatchObject({ items: [], workers: [], labels: [] });
  });
});
