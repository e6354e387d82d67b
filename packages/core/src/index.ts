export { childContext } from './layer.js';
export type { Context, GateBank, Layer } from './layer.js';
export { foldIn, fromRow, key, split, wordsOf } from './key.js';
export type { Key, KeyWords } from './key.js';
export { isEnumerated, parameterSpec, rowsOf } from './parameter.js';
export type {
  Initializer,
  Parameter,
  ParameterOptions,
  ParametersOf,
  ParameterSpec,
  ParameterSpecs,
  ParameterTree,
  Shard,
} from './parameter.js';
export type { RankOf } from './rankOf.js';
export { initialize, slotParameter, variableParameter, zerosLike } from './initialize.js';
export type { StorageOptions } from './initialize.js';
export { evenShard } from './evenShard.js';
export { isByGroup, sharded, shardedByGroup, timesShard } from './sharded.js';
export { countParameters, disposeParameters, leaves, mapParameters, sizeOf, trainable } from './tree.js';
export { normalWith, ones, uniformFanIn, uniformWithin, zeros } from './initializers.js';
export { normal } from './random/draw/normal.js';
export { uniform } from './random/draw/uniform.js';
export { dropout } from './random/dropout/dropout.js';
export { oneGroup } from './oneGroup.js';
export { heldGroups } from './heldGroups.js';
export { groupBy } from './kernels/groupBy/groupBy.js';
export type { GroupOrder } from './kernels/groupBy/groupBy.js';
export { groupedMatMul, type GroupedMatMulOptions } from './kernels/groupedMatMul/groupedMatMul.js';
export { relu } from './kernels/relu/relu.js';
export { gatherRows } from './kernels/gatherRows/gatherRows.js';
export { segmentSum } from './kernels/segmentSum/segmentSum.js';
export { weightedSegmentSum } from './kernels/weightedSegmentSum/weightedSegmentSum.js';
export type { WeightedRows } from './kernels/weightedSegmentSum/weightedRows.js';
export { topKIndices } from './kernels/topKIndices/topKIndices.js';
export { flatIndex } from './kernels/flatIndex/flatIndex.js';
export { takeAlong } from './kernels/takeAlong/takeAlong.js';
export { softmax } from './kernels/softmax/softmax.js';
export { normalCdf } from './kernels/normalCdf/normalCdf.js';
export { detach } from './kernels/detach.js';
export type { Grouped } from './grouped.js';
export type { Gate } from './gate.js';
export { countedRouting } from './countedRouting.js';
export type { CountedRouting, CountedSums } from './countedRouting.js';
export { isSome, slotsOfChoice, slotsOfSelection } from './slots.js';
export type { Choice, Selection, Slots } from './slots.js';
export { measureRouting, withoutLoss } from './routing.js';
export type { Measured, Routing, RoutingMetrics, Scoring } from './routing.js';
export type { ExpertPool } from './expertPool.js';
export { checkGate } from './checkGate.js';
export type { Mixture, MixtureOutput } from './mixture.js';
export { mixtureOf } from './mixtureOf.js';
export type { MixedExperts, RoutedTokens } from './mixtureOf.js';
export type { Recurrent, SequenceInput, SequenceOutput, StateTree } from './recurrent.js';
export { addTrees, disposeTree, mapTensors, namedTensors, tidyTree, treeTensors } from './tensorTree.js';
export type { TensorTree } from './tensorTree.js';
export { isTable } from './gradients/table.js';
export type { Rows, StoredTable, Table } from './gradients/table.js';
export { denseGradient, namedRows } from './gradients/denseGradient.js';
export { gradientTensors, isRowGradient } from './gradients/rowGradient.js';
export type { Gradient, RowGradient } from './gradients/rowGradient.js';
export { scaledUpdate } from './optimizer.js';
export type { Gradients, Optimizer, OptimizerState, Update } from './optimizer.js';
export { valueAndGradients } from './gradients/gradients.js';
export type { ValueAndGradients } from './gradients/gradients.js';
export { frozen } from './wrappers/frozen.js';
export { pretrained } from './wrappers/pretrained.js';
export { recomputed } from './wrappers/recomputed.js';
export type { AnyLayer } from './wrappers/throughParts.js';
export type { Task, TaskOutput } from './task.js';
export type { Communicator, Exchanged, Pending } from './communicator.js';
export { nativeOps, packagesWithNativeOps, runNative, setPackagesWithNativeOps } from './native/runNative.js';
export type { NativeSources } from './native/runNative.js';
export { inOwnMemory } from './native/ownMemory.js';
export { addressOf, unfilled } from './native/foreignMemory.js';
export { intAttribute, onCuda, rawOps, requireIndexOnHost, typeAttribute } from './tensorflow.js';
export type { RawAttribute } from './tensorflow.js';
export { defineOp } from './op/op.js';
export type { OpAttributes, OpDefinition, OpFunction, OpGradient, OpInputs } from './op/op.js';
