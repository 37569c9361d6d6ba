import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderAnswer } from '../../../../../src/cli/demo/apps/recommender/answer.js';

const test = suite('demo: the recommendation for people');

const found = {
  asking: 'user 1',
  users: 610,
  neighbours: 160,
  minimumNeighbours: 5,
  recommendations: [{ title: 'The Godfather', score: 1.393 }],
};

test('titles stand with their scores', () => {
  const answer = renderAnswer(found);
  assert.match(answer, 'Recommended to user 1, from 160 similar users among 609:');
  assert.match(answer, /1 +The Godfather +1\.39/);
});

test('a suppressed answer is said to be one', () => {
  assert.match(renderAnswer({ ...found, neighbours: 0, recommendations: [] }), 'User 1 has fewer than 5 similar users');
});

test('who has rated everything is told so', () => {
  assert.match(renderAnswer({ ...found, recommendations: [] }), 'nothing that user 1 has not rated.');
});

test.run();
