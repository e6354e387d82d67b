// What a native op is written with. One file per op, and one line that registers it:
//
//   #include "outrageous.h"
//   using namespace outrageous;
//
//   static void twice(Context& context) {
//     Tensor<float> x = context.input<float>(0);
//     Tensor<float> y = context.output<float>(0, x.shape);
//     parallelFor(x.size, 1 << 14, [&](int64_t begin, int64_t end) {
//       for (int64_t i = begin; i < end; ++i) y.data[i] = 2 * x.data[i];
//     });
//   }
//   static const Op<twice> registered("OutrageousTwice", {"x: float"}, {"y: float"});
//
// Tensors that come in may be written to where the op is meant to work in place. An op that cannot do
// its work throws; the message becomes the error of the call in JavaScript.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "parallel.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

namespace outrageous {

using Shape = std::vector<int64_t>;

inline int64_t sizeOf(const Shape& shape) {
  int64_t size = 1;
  for (int64_t side : shape) size *= side;
  return size;
}

inline std::string textOf(const Shape& shape) {
  std::string text;
  for (int64_t side : shape) text += (text.empty() ? "" : ",") + std::to_string(side);
  return "[" + text + "]";
}

template <typename Number>
constexpr TF_DataType typeOf();
template <>
constexpr TF_DataType typeOf<float>() {
  return TF_FLOAT;
}
template <>
constexpr TF_DataType typeOf<int32_t>() {
  return TF_INT32;
}

// The numbers of a tensor, in the order of its axes; they belong to the call that gave them.
template <typename Number>
struct Tensor {
  Number* data;
  Shape shape;
  int64_t size;
};

// A status of TensorFlow's that throws.
class Status {
 public:
  Status() : status_(TF_NewStatus()) {}
  ~Status() { TF_DeleteStatus(status_); }
  Status(const Status&) = delete;
  Status& operator=(const Status&) = delete;
  operator TF_Status*() { return status_; }
  void check() const {
    if (TF_GetCode(status_) != TF_OK) throw std::runtime_error(TF_Message(status_));
  }

 private:
  TF_Status* status_;
};

// Attributes by name, each of the type that its op says: sizes are whole numbers, which a float would round above 2^24.
using Attributes = std::map<std::string, std::variant<int64_t, float, bool>>;

// One call of an op.
class Context {
 public:
  Context(TF_OpKernelContext* context, const Attributes& attributes) : context_(context), attributes_(attributes) {}
  ~Context() {
    for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // How many tensors came in, those of lists counted one by one.
  int inputs() const { return TF_NumInputs(context_); }

  template <typename Number>
  Tensor<Number> input(int index) {
    Status status;
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context_, index, &tensor, status);
    status.check();
    return keep<Number>(tensor);
  }

  // A new tensor, not zeroed.
  template <typename Number>
  Tensor<Number> output(int index, const Shape& shape) {
    Status status;
    const size_t bytes = sizeOf(shape) * sizeof(Number);
    TF_Tensor* tensor =
        TF_AllocateOutput(context_, index, typeOf<Number>(), shape.data(), shape.size(), bytes, status);
    status.check();
    return keep<Number>(tensor);
  }

  // An "int" is an int64_t, a "float" a float, a "bool" a bool.
  template <typename Value>
  Value attribute(const std::string& name) const {
    return std::get<Value>(attributes_.at(name));
  }

 private:
  template <typename Number>
  Tensor<Number> keep(TF_Tensor* tensor) {
    tensors_.push_back(tensor);
    if (TF_TensorType(tensor) != typeOf<Number>()) throw std::invalid_argument("a tensor has another type than its op says");
    Shape shape(TF_NumDims(tensor));
    for (size_t axis = 0; axis < shape.size(); ++axis) shape[axis] = TF_Dim(tensor, axis);
    return {static_cast<Number*>(TF_TensorData(tensor)), shape, TF_TensorElementCount(tensor)};
  }

  TF_OpKernelContext* context_;
  const Attributes& attributes_;
  std::vector<TF_Tensor*> tensors_;
};

// Throws with the message unless the condition holds.
inline void require(bool condition, const std::string& message) {
  if (!condition) throw std::invalid_argument(message);
}

// Every number must be one that `holds`. The message about the first that isn't is written only then: that would take
// longer than to look at the numbers.
template <typename Holds, typename Message>
inline void requireEach(const Tensor<int32_t>& numbers, const Holds& holds, const Message& messageAbout) {
  const int32_t *begin = numbers.data, *end = begin + numbers.size;
  const int32_t* wrong = std::find_if_not(begin, end, holds);
  if (wrong != end) throw std::invalid_argument(messageAbout(*wrong));
}

// Every entry of an index must be one of `count` things, which are called `name`.
inline void requireIndex(const Tensor<int32_t>& index, int64_t count, const char* name) {
  requireEach(
      index, [&](int32_t entry) { return entry >= 0 && entry < count; },
      [&](int32_t entry) {
        return std::string(name) + " " + std::to_string(entry) + " is not one of " + std::to_string(count);
      });
}

// The names of an op's inputs or outputs, and one more.
inline std::vector<std::string> with(std::vector<std::string> names, const std::string& last) {
  names.push_back(last);
  return names;
}

// An op that waits to be registered.
struct Definition {
  std::string name;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  // Each as TensorFlow writes it: "transpose: bool", "steps: int", "forgetBias: float", "N: int >= 1".
  std::vector<std::string> attributes;
  void* (*create)(TF_OpKernelConstruction*);
  void (*compute)(void*, TF_OpKernelContext*);
  void (*destroy)(void*);
};

inline std::vector<Definition>& definitions() {
  static std::vector<Definition> all;
  return all;
}

// One of TensorFlow's functions that read an attribute.
template <typename Value>
using ReadAttribute = void (*)(TF_OpKernelConstruction*, const char*, Value*, TF_Status*);

template <typename Value>
inline Value readAttribute(TF_OpKernelConstruction* construction, const std::string& name, ReadAttribute<Value> read) {
  Status status;
  Value value{};
  read(construction, name.c_str(), &value, status);
  status.check();
  return value;
}

// Puts an attribute, written as in a Definition, among those that were read.
inline void addAttribute(TF_OpKernelConstruction* construction, const std::string& attribute, Attributes& read) {
  const size_t colon = attribute.find(':');
  const std::string name = attribute.substr(0, colon), type = attribute.substr(colon + 2);
  if (type.rfind("int", 0) == 0) read[name] = readAttribute<int64_t>(construction, name, TF_OpKernelConstruction_GetAttrInt64);
  if (type.rfind("float", 0) == 0) read[name] = readAttribute<float>(construction, name, TF_OpKernelConstruction_GetAttrFloat);
  if (type.rfind("bool", 0) == 0) read[name] = readAttribute<TF_Bool>(construction, name, TF_OpKernelConstruction_GetAttrBool) != 0;
}

// Puts an op, whose work `body` does, among those that outrageous_register() registers.
template <void (*body)(Context&)>
class Op {
 public:
  Op(const char* name, std::vector<std::string> inputs, std::vector<std::string> outputs,
     std::vector<std::string> attributes = {}) {
    names() = attributes;
    definitions().push_back({name, inputs, outputs, attributes, &create, &compute, &destroy});
  }

 private:
  static void* create(TF_OpKernelConstruction* construction) {
    auto* attributes = new Attributes;
    try {
      for (const std::string& attribute : names()) addAttribute(construction, attribute, *attributes);
    } catch (const std::exception& error) {
      Status status;
      TF_SetStatus(status, TF_INVALID_ARGUMENT, error.what());
      TF_OpKernelConstruction_Failure(construction, status);
    }
    return attributes;
  }

  static void compute(void* attributes, TF_OpKernelContext* kernelContext) {
    try {
      Context context(kernelContext, *static_cast<Attributes*>(attributes));
      body(context);
    } catch (const std::exception& error) {
      Status status;
      TF_SetStatus(status, TF_INVALID_ARGUMENT, error.what());
      TF_OpKernelContext_Failure(kernelContext, status);
    }
  }

  static void destroy(void* attributes) { delete static_cast<Attributes*>(attributes); }

  // In a function, so that it exists before the first op is defined.
  static std::vector<std::string>& names() {
    static std::vector<std::string> all;
    return all;
  }
};

}  // namespace outrageous
