export { CHAPTER_ELEMENTS, inChapters } from './chapters.js';
export { type Estimate, estimate, MEASURED_COSTS, type OperationCosts, type Place } from './estimate.js';
export { type Forecast, forecast, type Setting, type Traffic } from './forecast.js';
export { type Schedule, schedule } from './schedule.js';
