export { LowGear, type LowGearOptions } from './lowgear.js';
