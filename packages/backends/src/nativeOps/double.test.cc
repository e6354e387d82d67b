// y = 2x for float tensors: the smallest op that shows that native ops work.
#include <cstdint>
#include <string>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

namespace {

void Compute(void*, TF_OpKernelContext* context) {
  TF_Status* status = TF_NewStatus();
  TF_Tensor* x = nullptr;
  TF_GetInput(context, 0, &x, status);
  const int64_t count = TF_TensorElementCount(x);
  int64_t shape[8];
  for (int axis = 0; axis < TF_NumDims(x); ++axis) shape[axis] = TF_Dim(x, axis);
  TF_Tensor* y = TF_AllocateOutput(context, 0, TF_FLOAT, shape, TF_NumDims(x), count * sizeof(float), status);
  const float* from = static_cast<const float*>(TF_TensorData(x));
  float* to = static_cast<float*>(TF_TensorData(y));
  for (int64_t i = 0; i < count; ++i) to[i] = 2 * from[i];
  TF_DeleteTensor(x);
  TF_DeleteTensor(y);
  TF_DeleteStatus(status);
}

// The message outlives the call, because the caller reads it afterwards.
const char* Answer(TF_Status* status) {
  static std::string message;
  message = TF_GetCode(status) == TF_OK ? "" : TF_Message(status);
  TF_DeleteStatus(status);
  return message.empty() ? nullptr : message.c_str();
}

}  // namespace

extern "C" const char* outrageous_register() {
  TF_Status* status = TF_NewStatus();
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder("OutrageousDouble");
  TF_OpDefinitionBuilderAddInput(op, "x: float");
  TF_OpDefinitionBuilderAddOutput(op, "y: float");
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, [](TF_ShapeInferenceContext* context, TF_Status* result) {
    TF_ShapeInferenceContextSetUnknownShape(context, result);
  });
  TF_RegisterOpDefinition(op, status);
  if (TF_GetCode(status) != TF_OK) return Answer(status);
  TF_KernelBuilder* kernel = TF_NewKernelBuilder("OutrageousDouble", "CPU", nullptr, &Compute, nullptr);
  TF_RegisterKernelBuilder("OutrageousDouble", kernel, status);
  return Answer(status);
}
