export { languageModel } from './model/languageModel.js';
