// The last step where the target cannot encode by itself, or must not because
// it is translucent: compositors take colours gamma-encoded first and
// multiplied by alpha then, while blending in linear light leaves them the
// other way round.

@group(0) @binding(0) var linear_light: texture_2d<f32>;

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    // One triangle that covers everything.
    let corner = vec2(f32((index << 1u) & 2u), f32(index & 2u));
    return vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}

// sRGB, IEC 61966-2-1.
fn encode(c: vec3<f32>) -> vec3<f32> {
    let low = c * 12.92;
    let high = 1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055;
    return select(high, low, c <= vec3(0.0031308));
}

@fragment
fn fragment(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = textureLoad(linear_light, vec2<i32>(floor(position.xy)), 0);
    let straight = clamp(pixel.rgb / max(pixel.a, 0.001), vec3(0.0), vec3(1.0));
    return vec4(encode(straight) * pixel.a, pixel.a);
}
