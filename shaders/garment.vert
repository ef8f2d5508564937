#version 330 core
#include "include/lens.glsl"
// Cloth that was posed already: everything is in camera space.

in vec3 place;
in vec3 normal;
#ifdef TANGENTS
in vec4 tangent;
out vec4 along;
#endif
in vec2 uv;
#ifdef SECOND_UV
in vec2 second_uv;
out vec2 at_second;
#endif

const int MOST_LIMBS = 16;
uniform int limbs;
uniform vec4 limb_from[MOST_LIMBS];  // where a limb begins, and its radius; m
uniform vec4 limb_to[MOST_LIMBS];

out vec3 outwards;
#ifdef SEEN
out vec3 seen_from;
#endif
out vec2 at;
out float open;  // share of the surroundings that limbs leave in sight

// How much of the sky above a surface a ball hides; Quilez (2014), "Sphere ambient occlusion".
float hidden_by_limb(vec3 here, vec3 up, vec4 from, vec4 to) {
    vec3 bone = to.xyz - from.xyz;
    float share = clamp(dot(here - from.xyz, bone) / max(dot(bone, bone), 1e-6), 0.0, 1.0);
    vec3 way = from.xyz + share * bone - here;
    float radius = mix(from.w, to.w, share);
    float distance = length(way);
    float size = radius / max(distance, radius * 1.05);
    return clamp(dot(up, way) / max(distance, 1e-4), 0.0, 1.0) * size * size;
}

void main() {
    vec3 up = normalize(normal);
    float hidden = 0.0;
    for (int i = 0; i < limbs; i++) {
        hidden = max(hidden, hidden_by_limb(place, up, limb_from[i], limb_to[i]));
    }
    open = 1.0 - hidden;
    outwards = up;
#ifdef SEEN
    seen_from = -place;
#endif
    at = uv;
#ifdef TANGENTS
    along = tangent;
#endif
#ifdef SECOND_UV
    at_second = second_uv;
#endif
    gl_Position = project(place);
}
