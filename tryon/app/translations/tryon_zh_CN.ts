<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ActionBar</name>
    <message>
        <source>Before / after</source>
        <translation>前后对比</translation>
    </message>
    <message>
        <source>Clip saved: {0}</source>
        <translation>片段已保存：{0}</translation>
    </message>
    <message>
        <source>Clip the last {0} s</source>
        <translation>截取最近 {0} 秒</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Clips cannot be kept.</source>
        <translation>无法保留片段。</translation>
    </message>
    <message>
        <source>Go live …</source>
        <translation>开始直播…</translation>
    </message>
    <message>
        <source>Hold to see it without the look, also in what goes out</source>
        <translation>按住查看素颜，输出画面也会同步</translation>
    </message>
    <message>
        <source>No clip was saved.</source>
        <translation>片段没有保存。</translation>
    </message>
    <message>
        <source>On air …</source>
        <translation>直播中…</translation>
    </message>
    <message>
        <source>Open the folder of clips</source>
        <translation>打开片段文件夹</translation>
    </message>
    <message>
        <source>Pause the recording, or go on</source>
        <translation>暂停或继续录制</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>拍照</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Record what goes out</source>
        <translation>录制输出画面</translation>
    </message>
    <message>
        <source>Recording saved: {0}</source>
        <translation>录像已保存：{0}</translation>
    </message>
    <message>
        <source>Save what has just been</source>
        <translation>保存刚才的画面</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Sound is off</source>
        <translation>声音已关闭</translation>
    </message>
    <message>
        <source>Sound is on</source>
        <translation>声音已开启</translation>
    </message>
    <message>
        <source>Stop {0}</source>
        <translation>停止 {0}</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>推流</translation>
    </message>
    <message>
        <source>The recording has ended.</source>
        <translation>录制已中断。</translation>
    </message>
    <message>
        <source>The stream has ended.</source>
        <translation>推流已结束。</translation>
    </message>
    <message>
        <source>There is no virtual camera.</source>
        <translation>没有虚拟摄像头。</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Before / after</source>
        <translation>前后对比</translation>
    </message>
    <message>
        <source>Choose another folder …</source>
        <translation>更换文件夹…</translation>
    </message>
    <message>
        <source>Clips are recorded with sound (S). The last second of it is held in memory, so that a clip has sound from its first picture.</source>
        <translation>录制视频时会收音 (S)。内存中仅保留最近一秒的声音，让视频从第一帧起就有声。</translation>
    </message>
    <message>
        <source>Clips are recorded without sound until there is one (S)</source>
        <translation>接入麦克风前，视频不含声音 (S)</translation>
    </message>
    <message>
        <source>Hold to see yourself without make-up (space bar)</source>
        <translation>按住查看素颜 (空格键)</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Record a clip (R)</source>
        <translation>录制视频 (R)</translation>
    </message>
    <message>
        <source>Record with sound (S)</source>
        <translation>录制时收音 (S)</translation>
    </message>
    <message>
        <source>Save this picture (P)</source>
        <translation>保存当前画面 (P)</translation>
    </message>
    <message>
        <source>Show the picture as a mirror does (M)</source>
        <translation>像镜子一样左右翻转画面 (M)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Take a photo</source>
        <translation>拍照</translation>
    </message>
    <message>
        <source>The microphone is off</source>
        <translation>麦克风已关闭</translation>
    </message>
    <message>
        <source>The microphone is on</source>
        <translation>麦克风已开启</translation>
    </message>
    <message>
        <source>There is no microphone</source>
        <translation>没有麦克风</translation>
    </message>
    <message>
        <source>Where photos and recordings go (F opens it)</source>
        <translation>照片和录像的存放位置 (F 打开)</translation>
    </message>
</context>
<context>
    <name>Advising</name>
    <message>
        <source>A little more light, please</source>
        <translation>请让光线再亮一些</translation>
    </message>
    <message>
        <source>Clothes cannot be shown here.</source>
        <translation>此设备无法显示服装。</translation>
    </message>
    <message>
        <source>Come a little closer</source>
        <translation>请靠近一点</translation>
    </message>
    <message>
        <source>Look into the mirror, and try again.</source>
        <translation>请正对镜面，再试一次。</translation>
    </message>
    <message>
        <source>No camera was found: this is a demonstration</source>
        <translation>没有找到相机：这是演示</translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation>请稍候…</translation>
    </message>
    <message>
        <source>Step in front of the mirror</source>
        <translation>请站到镜子前</translation>
    </message>
    <message>
        <source>This cannot be shown here. Choose another.</source>
        <translation>此款无法显示，请选择其他。</translation>
    </message>
    <message>
        <source>Three at a time, please</source>
        <translation>请最多三位同时体验</translation>
    </message>
    <message>
        <source>Turn to the mirror</source>
        <translation>请正对镜面</translation>
    </message>
</context>
<context>
    <name>AppearanceButton</name>
    <message>
        <source>Dark theme</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language and appearance</source>
        <translation>语言与外观</translation>
    </message>
    <message>
        <source>Larger letters</source>
        <translation>大字模式</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>浅色</translation>
    </message>
</context>
<context>
    <name>Attract</name>
    <message>
        <source>The camera stays off until you agree. Nothing is kept.</source>
        <translation>同意之前相机保持关闭，不保存任何内容。</translation>
    </message>
    <message>
        <source>Touch to begin</source>
        <translation>轻触开始</translation>
    </message>
</context>
<context>
    <name>Badge</name>
    <message>
        <source>A white sheet of paper beside the face tells the light.</source>
        <translation>在脸旁举一张白纸，即可测出光线。</translation>
    </message>
    <message>
        <source>Calibrate the camera with a colour chart.</source>
        <translation>请用色卡校准相机。</translation>
    </message>
    <message>
        <source>Camera unsure ±{0}</source>
        <translation>相机待校准 ±{0}</translation>
    </message>
    <message>
        <source>Display unsure ±{0}</source>
        <translation>显示器未知 ±{0}</translation>
    </message>
    <message>
        <source>Estimated ±{0}</source>
        <translation>估算色彩 ±{0}</translation>
    </message>
    <message>
        <source>In 8 of 10 such pictures the colour is within this ΔE.</source>
        <translation>同类画面中，十次有八次色差不超过此 ΔE。</translation>
    </message>
    <message>
        <source>Light unsure ±{0}</source>
        <translation>光线待确认 ±{0}</translation>
    </message>
    <message>
        <source>More light on the face, please.</source>
        <translation>请让面部更亮一些。</translation>
    </message>
    <message>
        <source>No face yet</source>
        <translation>尚未看到面部</translation>
    </message>
    <message>
        <source>Nobody has measured this display yet.</source>
        <translation>此显示器尚未经仪器测量。</translation>
    </message>
    <message>
        <source>Nobody has measured this shade with an instrument yet.</source>
        <translation>这款色号尚未经仪器测量。</translation>
    </message>
    <message>
        <source>Not in view</source>
        <translation>不在画面中</translation>
    </message>
    <message>
        <source>Nothing that is worn is in the picture now.</source>
        <translation>所试的东西现在不在画面中。</translation>
    </message>
    <message>
        <source>Too dark to tell</source>
        <translation>光线太暗，无法判断</translation>
    </message>
    <message>
        <source>True colour ±{0}</source>
        <translation>真实色彩 ±{0}</translation>
    </message>
    <message>
        <source>Without a face the light is not known.</source>
        <translation>没有看到面部，无法得知光线。</translation>
    </message>
</context>
<context>
    <name>BadgeButton</name>
    <message>
        <source>Click for what is known (I)</source>
        <translation>点击查看色彩依据 (I)</translation>
    </message>
    <message>
        <source>Colour: {0}</source>
        <translation>色彩：{0}</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>A piece was taken off</source>
        <translation>已取下一件</translation>
    </message>
    <message>
        <source>A recording was recovered</source>
        <translation>已恢复一段录像</translation>
    </message>
    <message>
        <source>Calibrate</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>Choose another source</source>
        <translation>选择其他来源</translation>
    </message>
    <message>
        <source>Choose folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Clips are recorded without sound.</source>
        <translation>视频将不含声音。</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭提示</translation>
    </message>
    <message>
        <source>Close this message (Esc)</source>
        <translation>关闭提示 (Esc)</translation>
    </message>
    <message>
        <source>Clothes cannot be drawn here</source>
        <translation>此设备无法绘制服装</translation>
    </message>
    <message>
        <source>Faces cannot be found</source>
        <translation>无法识别面部</translation>
    </message>
    <message>
        <source>Fewer than ten pictures a second come. Give it more light, or plug it in directly, without a hub.</source>
        <translation>每秒不到十帧画面。请增加光线，或不经集线器直接连接相机。</translation>
    </message>
    <message>
        <source>Hold a sheet of paper</source>
        <translation>举一张白纸</translation>
    </message>
    <message>
        <source>Hold it flat beside your face, without your fingers over its middle.</source>
        <translation>请将白纸平举在脸旁，手指不要遮住中间。</translation>
    </message>
    <message>
        <source>Hold it up again</source>
        <translation>再举一次</translation>
    </message>
    <message>
        <source>It could not be drawn; the mirror goes on.</source>
        <translation>无法绘制该效果，镜面继续显示。</translation>
    </message>
    <message>
        <source>It is not there, and cannot be made.</source>
        <translation>文件夹不存在，也无法新建。</translation>
    </message>
    <message>
        <source>It was made in another state: {0}.</source>
        <translation>校准时的相机状态不同：{0}。</translation>
    </message>
    <message>
        <source>Its light is used at each start, if the scene looks the same.</source>
        <translation>每次启动时，若场景一致，便沿用此处光线。</translation>
    </message>
    <message>
        <source>Its profile is used whenever it opens with these settings.</source>
        <translation>以后以相同设置打开时，将自动使用此校准。</translation>
    </message>
    <message>
        <source>Light, camera or furniture changed: measure white once more.</source>
        <translation>灯光、相机或陈设已变动，请重新测量白色。</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Look into the camera, and try again.</source>
        <translation>请正对相机，再试一次。</translation>
    </message>
    <message>
        <source>Make-up cannot be drawn</source>
        <translation>无法绘制妆效</translation>
    </message>
    <message>
        <source>No camera was found</source>
        <translation>未找到相机</translation>
    </message>
    <message>
        <source>No white sheet was found</source>
        <translation>没有找到白纸</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Open it again</source>
        <translation>重新打开</translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Other light cannot be shown</source>
        <translation>无法显示其他光线</translation>
    </message>
    <message>
        <source>Photo saved</source>
        <translation>照片已保存</translation>
    </message>
    <message>
        <source>Put it on again</source>
        <translation>重新试戴</translation>
    </message>
    <message>
        <source>Recording saved</source>
        <translation>录像已保存</translation>
    </message>
    <message>
        <source>Something is wrong in the products</source>
        <translation>商品资料有误</translation>
    </message>
    <message>
        <source>The camera is away</source>
        <translation>相机已断开</translation>
    </message>
    <message>
        <source>The camera is calibrated</source>
        <translation>相机已校准</translation>
    </message>
    <message>
        <source>The camera is slow</source>
        <translation>相机很慢</translation>
    </message>
    <message>
        <source>The camera sends the same picture again and again. Open its privacy cover, or plug it in again.</source>
        <translation>相机一直发送同一幅画面。请打开隐私盖，或重新插上相机。</translation>
    </message>
    <message>
        <source>The camera's profile is not used</source>
        <translation>未使用相机校准</translation>
    </message>
    <message>
        <source>The camera's profile was not saved</source>
        <translation>相机校准未保存</translation>
    </message>
    <message>
        <source>The folder of the settings cannot be written, or is full.</source>
        <translation>设置所在的文件夹无法写入，或磁盘已满。</translation>
    </message>
    <message>
        <source>The folder of the settings cannot be written.</source>
        <translation>无法写入设置文件夹。</translation>
    </message>
    <message>
        <source>The light has changed</source>
        <translation>光线已变化</translation>
    </message>
    <message>
        <source>The log says more.</source>
        <translation>详情请见日志。</translation>
    </message>
    <message>
        <source>The microphone cannot be used</source>
        <translation>无法使用麦克风</translation>
    </message>
    <message>
        <source>The mirror goes on without it.</source>
        <translation>镜面将继续显示，不含此效果。</translation>
    </message>
    <message>
        <source>The mirror goes on without make-up.</source>
        <translation>镜面将以无妆效果继续显示。</translation>
    </message>
    <message>
        <source>The photo was not saved</source>
        <translation>照片未保存</translation>
    </message>
    <message>
        <source>The picture stands still</source>
        <translation>画面静止不动</translation>
    </message>
    <message>
        <source>The recording has stopped</source>
        <translation>录制已中断</translation>
    </message>
    <message>
        <source>The usual ones are used. The old file is kept as “{0}”.</source>
        <translation>已改用默认设置，旧文件保存为“{0}”。</translation>
    </message>
    <message>
        <source>They need OpenGL 3.3. Make-up goes on without it.</source>
        <translation>服装需要 OpenGL 3.3，彩妆不受影响。</translation>
    </message>
    <message>
        <source>This folder cannot be opened</source>
        <translation>无法打开此文件夹</translation>
    </message>
    <message>
        <source>This folder cannot be written.</source>
        <translation>无法写入此文件夹。</translation>
    </message>
    <message>
        <source>This is the demo. Plug a camera in, and look again.</source>
        <translation>当前为演示画面。请接入相机后重新查找。</translation>
    </message>
    <message>
        <source>This piece cannot be worn</source>
        <translation>这件无法试穿</translation>
    </message>
    <message>
        <source>This place is remembered</source>
        <translation>已记住此位置</translation>
    </message>
    <message>
        <source>This place looks different</source>
        <translation>此位置看起来有变化</translation>
    </message>
    <message>
        <source>This place was not remembered</source>
        <translation>未能记住此位置</translation>
    </message>
    <message>
        <source>This source cannot be shown</source>
        <translation>无法显示此来源</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>What the white sheet told does not hold any longer.</source>
        <translation>白纸测得的结果已不再适用。</translation>
    </message>
    <message>
        <source>Your choices are not remembered</source>
        <translation>您的选择没有被记住</translation>
    </message>
    <message>
        <source>Your settings could not be read</source>
        <translation>无法读取您的设置</translation>
    </message>
    <message>
        <source>“{0}” was kept up to there.</source>
        <translation>“{0}”已保存到中断处。</translation>
    </message>
</context>
<context>
    <name>CalibrationPanel</name>
    <message>
        <source>A difference that most people do not notice.</source>
        <translation>多数人察觉不到的差异。</translation>
    </message>
    <message>
        <source>A part of the chart is hidden</source>
        <translation>色卡有部分被遮住</translation>
    </message>
    <message>
        <source>Calibrate the camera</source>
        <translation>校准相机</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Chart made before November 2014</source>
        <translation>2014 年 11 月前生产的色卡</translation>
    </message>
    <message>
        <source>Colour error ΔE</source>
        <translation>色差 ΔE</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Each patch as published; inside it, as the camera shows it.</source>
        <translation>外圈为标准色，内圈为相机所见。</translation>
    </message>
    <message>
        <source>Each patch as published; inside it, through the profile.</source>
        <translation>外圈为标准色，内圈为校准后。</translation>
    </message>
    <message>
        <source>Forget what was seen</source>
        <translation>清除已测结果</translation>
    </message>
    <message>
        <source>Hold a ColorChecker beside your face, flat towards the camera.</source>
        <translation>将 ColorChecker 色卡举在脸旁，正对相机。</translation>
    </message>
    <message>
        <source>Hold it nearer to the camera.</source>
        <translation>请举近一些。</translation>
    </message>
    <message>
        <source>Hold it still until the camera has focused on it.</source>
        <translation>请保持不动，等相机对焦。</translation>
    </message>
    <message>
        <source>Hold still …</source>
        <translation>请保持不动…</translation>
    </message>
    <message>
        <source>Keep fingers off the patches, and the whole chart in the picture.</source>
        <translation>手指不要遮住色块，整张色卡都要在画面中。</translation>
    </message>
    <message>
        <source>Keep it for this camera, and use it whenever it opens like this</source>
        <translation>为这台相机保存，以后以相同状态打开时使用</translation>
    </message>
    <message>
        <source>Leave the camera as it is (Esc)</source>
        <translation>保持相机原样 (Esc)</translation>
    </message>
    <message>
        <source>Light on the chart is uneven</source>
        <translation>色卡受光不均</translation>
    </message>
    <message>
        <source>More than usual: is the chart an original, and clean?</source>
        <translation>高于常见水平：色卡是否为正品且干净？</translation>
    </message>
    <message>
        <source>Move it away from the lamp, or lower the camera's exposure.</source>
        <translation>请远离灯光，或降低相机曝光。</translation>
    </message>
    <message>
        <source>No chart is seen yet</source>
        <translation>尚未看到色卡</translation>
    </message>
    <message>
        <source>Older charts have other pigments; the date is printed on the back</source>
        <translation>旧版色卡颜料不同，生产日期印在背面</translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation>请稍候…</translation>
    </message>
    <message>
        <source>Prints, screens and copies have other pigments: use an original.</source>
        <translation>打印件、屏幕和复制品颜料不同，请使用正品色卡。</translation>
    </message>
    <message>
        <source>Show all 24 patches, as large as a face or larger.</source>
        <translation>请露出全部 24 个色块，与面部同大或更大。</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>The camera is asked to hold its exposure and white balance.</source>
        <translation>正在锁定相机的曝光和白平衡。</translation>
    </message>
    <message>
        <source>The chart is blurred</source>
        <translation>色卡模糊</translation>
    </message>
    <message>
        <source>The chart is mirrored</source>
        <translation>色卡画面被镜像</translation>
    </message>
    <message>
        <source>The chart is too bright</source>
        <translation>色卡过亮</translation>
    </message>
    <message>
        <source>The chart is too dark</source>
        <translation>色卡过暗</translation>
    </message>
    <message>
        <source>The chart is too far away</source>
        <translation>色卡太远</translation>
    </message>
    <message>
        <source>The profile holds while camera, format and locks stay as they are.</source>
        <translation>相机、画面格式和锁定状态不变时，校准持续有效。</translation>
    </message>
    <message>
        <source>The profile is tested on colours that it has not seen.</source>
        <translation>正在用未参与校准的颜色检验。</translation>
    </message>
    <message>
        <source>These are not the colours of a ColorChecker</source>
        <translation>这不是 ColorChecker 的颜色</translation>
    </message>
    <message>
        <source>This camera mirrors its pictures; switch that off in its settings.</source>
        <translation>这台相机会镜像画面，请在其设置中关闭。</translation>
    </message>
    <message>
        <source>Turn it to the light, or bring more light.</source>
        <translation>请朝向光源，或增加照明。</translation>
    </message>
    <message>
        <source>Turn it until nothing shines on it or shades a part of it.</source>
        <translation>请转动色卡，避免反光和阴影。</translation>
    </message>
    <message>
        <source>Use this profile</source>
        <translation>使用此校准</translation>
    </message>
    <message>
        <source>Usual for a camera that beautifies its pictures.</source>
        <translation>带美化处理的相机常见水平。</translation>
    </message>
    <message>
        <source>You may put the chart away</source>
        <translation>可以放下色卡了</translation>
    </message>
    <message>
        <source>before → after</source>
        <translation>校准前 → 校准后</translation>
    </message>
    <message>
        <source>{0} of {1} pictures</source>
        <translation>第 {0} 张，共 {1} 张</translation>
    </message>
    <message>
        <source>ΔE {0:.1f} on colours it has not seen.</source>
        <translation>未参与校准的颜色上 ΔE {0:.1f}。</translation>
    </message>
</context>
<context>
    <name>CameraPage</name>
    <message>
        <source>A portrait in changing light; it needs no camera.</source>
        <translation>光线变化中的人像，无需相机。</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Look for cameras again</source>
        <translation>重新查找相机</translation>
    </message>
    <message>
        <source>No camera was found. Plug one in, or go on with the demo.</source>
        <translation>没有找到相机。请接上相机，或先用演示。</translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation>请稍候…</translation>
    </message>
    <message>
        <source>This is what it sees now.</source>
        <translation>这是它现在看到的画面。</translation>
    </message>
    <message>
        <source>Which camera?</source>
        <translation>用哪台相机？</translation>
    </message>
    <message>
        <source>You see what each of them sees. Nothing leaves this computer.</source>
        <translation>您看到的就是每台相机的画面，一切都留在这台电脑上。</translation>
    </message>
</context>
<context>
    <name>CameraPanel</name>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>曝光</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Hold exposure and white balance</source>
        <translation>锁定曝光和白平衡</translation>
    </message>
    <message>
        <source>It delivers</source>
        <translation>实际输出</translation>
    </message>
    <message>
        <source>Look for cameras again</source>
        <translation>重新查找相机</translation>
    </message>
    <message>
        <source>Measure white</source>
        <translation>测量白色</translation>
    </message>
    <message>
        <source>Preview as in a mirror</source>
        <translation>预览镜像显示</translation>
    </message>
    <message>
        <source>Size that is asked for</source>
        <translation>请求的分辨率</translation>
    </message>
    <message>
        <source>White balance</source>
        <translation>白平衡</translation>
    </message>
    <message>
        <source>White sheet</source>
        <translation>白纸</translation>
    </message>
    <message>
        <source>as in the file</source>
        <translation>与文件一致</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>away, looked for</source>
        <translation>已断开，正在查找</translation>
    </message>
    <message>
        <source>calibrated</source>
        <translation>已校准</translation>
    </message>
    <message>
        <source>cannot be held</source>
        <translation>无法锁定</translation>
    </message>
    <message>
        <source>held</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>not calibrated</source>
        <translation>未校准</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无画面</translation>
    </message>
    <message>
        <source>opening …</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>settling</source>
        <translation>稳定中</translation>
    </message>
    <message>
        <source>the camera ignores it</source>
        <translation>相机未执行锁定</translation>
    </message>
</context>
<context>
    <name>CamerasPage</name>
    <message>
        <source>Calibrate a camera</source>
        <translation>校准相机</translation>
    </message>
    <message>
        <source>Calibrated with a ColorChecker, a camera shows colours that can be relied on.</source>
        <translation>用 ColorChecker 色卡校准后，相机显示的颜色才可信。</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Looking for cameras …</source>
        <translation>正在查找相机…</translation>
    </message>
    <message>
        <source>No camera was found. Plug one in, then look again.</source>
        <translation>没有找到相机。请接上相机，再找一次。</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Ask for it</source>
        <translation>请咨询店员</translation>
    </message>
    <message>
        <source>Bare lips</source>
        <translation>素唇</translation>
    </message>
    <message>
        <source>In stock</source>
        <translation>有货</translation>
    </message>
    <message>
        <source>No clothes yet</source>
        <translation>尚未选择服装</translation>
    </message>
    <message>
        <source>Touch a piece to try it on</source>
        <translation>轻触一件即可试穿</translation>
    </message>
    <message>
        <source>Touch a shade to try it on</source>
        <translation>轻触色号即可试妆</translation>
    </message>
    <message>
        <source>cool undertone: blue reds first</source>
        <translation>冷调肤色：蓝调红优先</translation>
    </message>
    <message>
        <source>neutral undertone: middle reds first</source>
        <translation>中性肤色：正红调优先</translation>
    </message>
    <message>
        <source>warm undertone: orange reds first</source>
        <translation>暖调肤色：橘调红优先</translation>
    </message>
    <message>
        <source>your skin has not been read yet</source>
        <translation>尚未读取肤色</translation>
    </message>
    <message>
        <source>{0} (estimated)</source>
        <translation>{0}（估算）</translation>
    </message>
</context>
<context>
    <name>CardPanel</name>
    <message>
        <source>A line of yours</source>
        <translation>自定义一行文字</translation>
    </message>
    <message>
        <source>As in the catalogue</source>
        <translation>恢复目录内容</translation>
    </message>
    <message>
        <source>Link below the video</source>
        <translation>购买链接见下方</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Nothing is worn: there is no card.</source>
        <translation>未试用任何商品，因此没有商品卡。</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>The notice and the ±ΔE always stand on it. Empty is what the catalogue says.</source>
        <translation>留空则显示目录内容。提示语和 ±ΔE 始终保留。</translation>
    </message>
    <message>
        <source>This line on every card</source>
        <translation>每张商品卡都显示这行文字</translation>
    </message>
</context>
<context>
    <name>Carousel</name>
    <message>
        <source>More tiles</source>
        <translation>下一组</translation>
    </message>
    <message>
        <source>Tiles before</source>
        <translation>上一组</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>{0} · tried {1} × · kept {2} ×</source>
        <translation>{0} · 试 {1} 次 · 保存 {2} 次</translation>
    </message>
</context>
<context>
    <name>CheckPage</name>
    <message numerus="yes">
        <source>%n of {0} things need a hand.</source>
        <translation><numerusform>共 {0} 项，%n 项需要处理。</numerusform></translation>
    </message>
    <message>
        <source>Camera, graphics, microphone, encoders and folders are tried out. This takes some seconds.</source>
        <translation>逐一试用相机、显卡、麦克风、编码器和文件夹，需要几秒钟。</translation>
    </message>
    <message>
        <source>Check everything</source>
        <translation>全面检查</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>开始检查</translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Everything is being tried out…</source>
        <translation>正在逐一试用……</translation>
    </message>
    <message>
        <source>Everything works.</source>
        <translation>一切正常。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>The check was stopped before it was done.</source>
        <translation>检查没有做完就停止了。</translation>
    </message>
    <message>
        <source>cameras</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>display</source>
        <translation>显示器</translation>
    </message>
    <message>
        <source>does not work</source>
        <translation>不正常</translation>
    </message>
    <message>
        <source>microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>signatures</source>
        <translation>数字签名</translation>
    </message>
    <message>
        <source>typeface</source>
        <translation>西文字体</translation>
    </message>
    <message>
        <source>works</source>
        <translation>正常</translation>
    </message>
</context>
<context>
    <name>ClipsDrawer</name>
    <message>
        <source>Clips</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Clips and recordings appear here.</source>
        <translation>片段和录像会出现在这里。</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Share …</source>
        <translation>分享…</translation>
    </message>
    <message>
        <source>Stop making files</source>
        <translation>停止生成文件</translation>
    </message>
    <message>
        <source>This clip cannot be put into the bin.</source>
        <translation>无法把此片段移到回收站。</translation>
    </message>
    <message>
        <source>To the bin</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Trim …</source>
        <translation>裁剪…</translation>
    </message>
    <message>
        <source>{0}, {1:.0f} s</source>
        <translation>{0}，{1:.0f} 秒</translation>
    </message>
    <message>
        <source>{0}: {1:.0f} %, {2} more</source>
        <translation>{0}：{1:.0f}%，还有 {2} 个</translation>
    </message>
</context>
<context>
    <name>ClosedPage</name>
    <message>
        <source>We are closed</source>
        <translation>本店休息中</translation>
    </message>
    <message>
        <source>We are not open at the moment.</source>
        <translation>目前暂不营业。</translation>
    </message>
    <message>
        <source>We open on {0} at {1}.</source>
        <translation>{0} {1} 开门。</translation>
    </message>
    <message>
        <source>We open today at {0}.</source>
        <translation>今天 {0} 开门。</translation>
    </message>
    <message>
        <source>We open tomorrow at {0}.</source>
        <translation>明天 {0} 开门。</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>休息</translation>
    </message>
</context>
<context>
    <name>ClothesPanel</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>All pieces</source>
        <translation>全部服饰</translation>
    </message>
    <message>
        <source>As cut</source>
        <translation>原版</translation>
    </message>
    <message>
        <source>As it was cut, on your shape</source>
        <translation>按原版尺寸，贴合您的身形</translation>
    </message>
    <message>
        <source>Bottoms</source>
        <translation>下装</translation>
    </message>
    <message>
        <source>Dresses</source>
        <translation>连衣裙</translation>
    </message>
    <message>
        <source>Extras</source>
        <translation>配饰</translation>
    </message>
    <message>
        <source>Glasses, hats and earrings</source>
        <translation>眼镜、帽子与耳饰</translation>
    </message>
    <message>
        <source>Jackets and coats</source>
        <translation>夹克与大衣</translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation>请稍候…</translation>
    </message>
    <message>
        <source>Outer</source>
        <translation>外套</translation>
    </message>
    <message>
        <source>Shoes</source>
        <translation>鞋履</translation>
    </message>
    <message>
        <source>Size {0}</source>
        <translation>尺码 {0}</translation>
    </message>
    <message>
        <source>Take it off</source>
        <translation>脱下</translation>
    </message>
    <message>
        <source>Take this piece off again</source>
        <translation>脱下这件</translation>
    </message>
    <message>
        <source>Tops</source>
        <translation>上装</translation>
    </message>
    <message>
        <source>Trousers and skirts</source>
        <translation>裤装与半裙</translation>
    </message>
</context>
<context>
    <name>Code</name>
    <message>
        <source>QR code: {0}</source>
        <translation>二维码：{0}</translation>
    </message>
</context>
<context>
    <name>ColourCard</name>
    <message>
        <source>A file: how its camera renders colours is not known.</source>
        <translation>来自文件：拍摄相机的色彩表现未知。</translation>
    </message>
    <message>
        <source>Calibrate this camera</source>
        <translation>校准这台相机</translation>
    </message>
    <message>
        <source>Calibrated with a colour chart on {0}.</source>
        <translation>已于 {0} 用色卡校准。</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Close this card</source>
        <translation>关闭卡片</translation>
    </message>
    <message>
        <source>Close this card (Esc)</source>
        <translation>关闭卡片 (Esc)</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>显示器</translation>
    </message>
    <message>
        <source>Estimated from skin and the white of the eyes: warm light on fair skin looks much like white light on darker skin.</source>
        <translation>根据肤色和眼白估算：浅肤色在暖光下，与深肤色在白光下看起来很相近。</translation>
    </message>
    <message>
        <source>Forget my skin</source>
        <translation>清除我的肤色</translation>
    </message>
    <message>
        <source>Forget the white sheet</source>
        <translation>清除白纸结果</translation>
    </message>
    <message>
        <source>Forget this display's error</source>
        <translation>忘记此显示器的误差</translation>
    </message>
    <message>
        <source>Forget this place</source>
        <translation>忘记此位置</translation>
    </message>
    <message>
        <source>From a look file.</source>
        <translation>来自妆容文件。</translation>
    </message>
    <message>
        <source>Hold a sheet of paper</source>
        <translation>举一张白纸</translation>
    </message>
    <message>
        <source>Its maker's description has this colour off by {0:.1f} besides.</source>
        <translation>另外，按厂商给出的参数，此颜色的偏差为 {0:.1f}。</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>光线</translation>
    </message>
    <message>
        <source>Lock the exposure, to stay here</source>
        <translation>锁定曝光以固定此处</translation>
    </message>
    <message>
        <source>Mean ΔE of this display</source>
        <translation>此显示器的平均 ΔE</translation>
    </message>
    <message>
        <source>Measure white again</source>
        <translation>重新测量白色</translation>
    </message>
    <message>
        <source>Measured by {0} with {1} on {2}.</source>
        <translation>由 {0} 使用 {1} 于 {2} 测量。</translation>
    </message>
    <message>
        <source>Measured in this place; checked against the empty scene.</source>
        <translation>在此位置测得，并与空景核对。</translation>
    </message>
    <message>
        <source>Measured on a grey card, {0}.</source>
        <translation>用灰卡测得，{0}。</translation>
    </message>
    <message>
        <source>Measured on white paper, {0}.</source>
        <translation>用白纸测得，{0}。</translation>
    </message>
    <message>
        <source>Measured with an instrument.</source>
        <translation>经仪器测量。</translation>
    </message>
    <message>
        <source>Measured: off by ΔE {0:.1f} on average.</source>
        <translation>已测量：平均偏差 ΔE {0:.1f}。</translation>
    </message>
    <message>
        <source>Not calibrated: its colours are taken as it shows them.</source>
        <translation>未校准：直接采用相机显示的颜色。</translation>
    </message>
    <message>
        <source>Not known: nobody is there whose skin would tell.</source>
        <translation>未知：画面中无人，无从判断。</translation>
    </message>
    <message>
        <source>Not measured: taken to be off by ΔE {0:.1f}, as many are.</source>
        <translation>未测量：按常见显示器计，偏差 ΔE {0:.1f}。</translation>
    </message>
    <message>
        <source>Read from your own skin, remembered for this session.</source>
        <translation>依据您本人的肤色，仅在本次会话中记住。</translation>
    </message>
    <message>
        <source>Read off a screen or a photo; no instrument measured it.</source>
        <translation>取自屏幕或照片，未经仪器测量。</translation>
    </message>
    <message>
        <source>Remember my skin for this session</source>
        <translation>本次会话记住我的肤色</translation>
    </message>
    <message>
        <source>See it in other light</source>
        <translation>查看其他光线下的效果</translation>
    </message>
    <message>
        <source>Shade</source>
        <translation>色号</translation>
    </message>
    <message>
        <source>Step out of the picture for a moment: the place is looked at.</source>
        <translation>请暂时离开画面，正在记录现场。</translation>
    </message>
    <message>
        <source>This camera stays here</source>
        <translation>相机固定在此处</translation>
    </message>
    <message>
        <source>This display has been measured</source>
        <translation>此显示器已测量</translation>
    </message>
    <message>
        <source>What is known about the colour</source>
        <translation>色彩依据</translation>
    </message>
    <message>
        <source>Your skin is kept in memory only, as numbers, until the source changes.</source>
        <translation>您的肤色仅以数字形式保留在内存中，更换来源即清除。</translation>
    </message>
    <message>
        <source>{0} min ago</source>
        <translation>{0} 分钟前</translation>
    </message>
    <message>
        <source>{0} s ago</source>
        <translation>{0} 秒前</translation>
    </message>
</context>
<context>
    <name>ColourPart</name>
    <message>
        <source>Chroma</source>
        <translation>彩度</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>色值</translation>
    </message>
    <message>
        <source>From photo …</source>
        <translation>从照片取色…</translation>
    </message>
    <message>
        <source>Hue</source>
        <translation>色相</translation>
    </message>
    <message>
        <source>Lab reading</source>
        <translation>Lab 读数</translation>
    </message>
    <message>
        <source>Lightness</source>
        <translation>明度</translation>
    </message>
    <message>
        <source>Liner</source>
        <translation>唇线</translation>
    </message>
    <message>
        <source>Measure a swatch on white paper in a photograph</source>
        <translation>从照片中测量白纸上的色样</translation>
    </message>
    <message>
        <source>Measuring the swatch …</source>
        <translation>正在测量色样…</translation>
    </message>
    <message>
        <source>Photo of a swatch on white paper</source>
        <translation>白纸上色样的照片</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Screen colour</source>
        <translation>屏幕色</translation>
    </message>
    <message>
        <source>Second colour</source>
        <translation>第二色</translation>
    </message>
    <message>
        <source>Shade</source>
        <translation>色号</translation>
    </message>
</context>
<context>
    <name>CompareView</name>
    <message>
        <source>Compare shades</source>
        <translation>色号对比</translation>
    </message>
    <message>
        <source>Touch another shade to see it here, too</source>
        <translation>再点一个色号，也在这里显示</translation>
    </message>
</context>
<context>
    <name>Compartment</name>
    <message>
        <source>{0}: wear this one</source>
        <translation>{0}：试用这款</translation>
    </message>
</context>
<context>
    <name>ConsentForm</name>
    <message>
        <source>For children</source>
        <translation>儿童说明</translation>
    </message>
    <message>
        <source>Keep this text</source>
        <translation>保存此文本</translation>
    </message>
    <message>
        <source>Kept, it becomes version {0}; who agreed before agreed to {1}.</source>
        <translation>保存后成为版本 {0}；此前的顾客同意的是版本 {1}。</translation>
    </message>
    <message>
        <source>Something is empty in: {0}</source>
        <translation>以下语言有内容为空：{0}</translation>
    </message>
    <message>
        <source>The program's own text</source>
        <translation>恢复程序自带文本</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Version {0} of this text</source>
        <translation>本说明版本 {0}</translation>
    </message>
    <message>
        <source>What is agreed to, one sentence a line</source>
        <translation>同意内容，每行一句</translation>
    </message>
    <message>
        <source>Who agrees touches</source>
        <translation>同意按钮</translation>
    </message>
    <message>
        <source>Who does not touches</source>
        <translation>拒绝按钮</translation>
    </message>
    <message>
        <source>{idle} stands for the seconds until everything is erased.</source>
        <translation>{idle} 会显示为清除前等待的秒数。</translation>
    </message>
</context>
<context>
    <name>ConsentPage</name>
    <message>
        <source>Version {0} of this text</source>
        <translation>本说明版本 {0}</translation>
    </message>
</context>
<context>
    <name>ControlPanel</name>
    <message>
        <source>Clean window</source>
        <translation>纯净输出窗口</translation>
    </message>
    <message>
        <source>Product card</source>
        <translation>商品卡</translation>
    </message>
    <message>
        <source>Programme</source>
        <translation>节目画面</translation>
    </message>
    <message>
        <source>Programme: {0}</source>
        <translation>节目画面：{0}</translation>
    </message>
    <message>
        <source>Remote control …</source>
        <translation>遥控…</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>画幅</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>推流</translation>
    </message>
    <message>
        <source>The shape stays while it is recorded or streamed.</source>
        <translation>录制或推流时画幅不能改变。</translation>
    </message>
    <message>
        <source>Virtual camera</source>
        <translation>虚拟摄像头</translation>
    </message>
    <message>
        <source>What the public sees.</source>
        <translation>观众看到的画面。</translation>
    </message>
    <message>
        <source>card</source>
        <translation>卡片</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>已定格</translation>
    </message>
    <message>
        <source>live</source>
        <translation>实时</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Before / after</source>
        <translation>前后对比</translation>
    </message>
    <message>
        <source>Clothes</source>
        <translation>服装</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Hands-free</source>
        <translation>隔空操作</translation>
    </message>
    <message>
        <source>Lips</source>
        <translation>唇妆</translation>
    </message>
    <message>
        <source>Other light</source>
        <translation>其他光线</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>扫码</translation>
    </message>
    <message>
        <source>Shades</source>
        <translation>色号</translation>
    </message>
    <message>
        <source>Suits your skin</source>
        <translation>适合我的肤色</translation>
    </message>
    <message>
        <source>Take it home</source>
        <translation>带走</translation>
    </message>
</context>
<context>
    <name>CountIn</name>
    <message>
        <source>Photo in three seconds</source>
        <translation>三秒后拍照</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>Cameras</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Check everything</source>
        <translation>全面检查</translation>
    </message>
    <message>
        <source>Clothes</source>
        <translation>服装</translation>
    </message>
    <message>
        <source>Import a spreadsheet, measure a swatch, or make a shade by hand.</source>
        <translation>导入表格、测量色样，或手动调一个色号。</translation>
    </message>
    <message>
        <source>Kiosk</source>
        <translation>自助试妆镜</translation>
    </message>
    <message>
        <source>Name, languages, texts, PIN and what it offers; it opens from here.</source>
        <translation>店名、语言、文字、PIN 和提供的功能；也从这里打开。</translation>
    </message>
    <message>
        <source>Says what works on this computer, and how to mend the rest.</source>
        <translation>告诉您这台电脑上哪些可用，其余的怎样修好。</translation>
    </message>
    <message>
        <source>Shades</source>
        <translation>色号</translation>
    </message>
    <message>
        <source>Shop's desk</source>
        <translation>店铺后台</translation>
    </message>
    <message>
        <source>The kiosk's file is broken; what you keep here replaces it: {0}</source>
        <translation>试妆镜的设置文件已损坏；在这里保存的内容会替换它：{0}</translation>
    </message>
    <message>
        <source>This shade was not saved. Go on with it.</source>
        <translation>这支色号还没有保存，请继续。</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>使用情况</translation>
    </message>
    <message>
        <source>Your kiosk</source>
        <translation>您的自助试妆镜</translation>
    </message>
    <message>
        <source>Your shades</source>
        <translation>您的色号</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Folder for photos and recordings</source>
        <translation>照片和录像文件夹</translation>
    </message>
    <message>
        <source>Open photo or video</source>
        <translation>打开照片或视频</translation>
    </message>
    <message>
        <source>Photos and videos</source>
        <translation>照片和视频</translation>
    </message>
</context>
<context>
    <name>DockTitle</name>
    <message>
        <source>Close {0}</source>
        <translation>关闭“{0}”</translation>
    </message>
    <message>
        <source>Detach {0}</source>
        <translation>弹出“{0}”</translation>
    </message>
    <message>
        <source>Put {0} back</source>
        <translation>收回“{0}”</translation>
    </message>
</context>
<context>
    <name>Docks</name>
    <message>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
    <message>
        <source>Put all panels back</source>
        <translation>恢复默认布局</translation>
    </message>
</context>
<context>
    <name>Figure</name>
    <message>
        <source>Colour error before {0}, after {1}</source>
        <translation>色差：校准前 {0}，校准后 {1}</translation>
    </message>
</context>
<context>
    <name>Find</name>
    <message numerus="yes">
        <source>%n shades</source>
        <translation><numerusform>%n 款色号</numerusform></translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Erase the last letter</source>
        <translation>删除最后一个字</translation>
    </message>
    <message>
        <source>Find a shade</source>
        <translation>查找色号</translation>
    </message>
    <message>
        <source>In stock only</source>
        <translation>只看有货</translation>
    </message>
    <message>
        <source>Name or number</source>
        <translation>名称或编号</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
</context>
<context>
    <name>Finishes</name>
    <message>
        <source>Balm</source>
        <translation>润唇膏</translation>
    </message>
    <message>
        <source>Chrome</source>
        <translation>铬面</translation>
    </message>
    <message>
        <source>Cream</source>
        <translation>奶霜</translation>
    </message>
    <message>
        <source>Creamy</source>
        <translation>奶润</translation>
    </message>
    <message>
        <source>Creamy: satin, cream, balm</source>
        <translation>奶润：缎光、奶霜、润唇膏</translation>
    </message>
    <message>
        <source>Dry</source>
        <translation>雾感</translation>
    </message>
    <message>
        <source>Dry: matte, velvet, powder</source>
        <translation>雾感：哑光、丝绒、粉雾</translation>
    </message>
    <message>
        <source>Duochrome</source>
        <translation>偏光</translation>
    </message>
    <message>
        <source>Foil</source>
        <translation>箔光</translation>
    </message>
    <message>
        <source>Frost</source>
        <translation>霜光</translation>
    </message>
    <message>
        <source>Gilded</source>
        <translation>鎏金</translation>
    </message>
    <message>
        <source>Glass</source>
        <translation>玻璃</translation>
    </message>
    <message>
        <source>Glitter</source>
        <translation>闪片</translation>
    </message>
    <message>
        <source>Glitter: shimmer, gilded</source>
        <translation>闪片：微闪、鎏金</translation>
    </message>
    <message>
        <source>Gloss</source>
        <translation>唇蜜</translation>
    </message>
    <message>
        <source>High shine</source>
        <translation>高光泽</translation>
    </message>
    <message>
        <source>Holographic</source>
        <translation>镭射</translation>
    </message>
    <message>
        <source>Jelly</source>
        <translation>果冻</translation>
    </message>
    <message>
        <source>Lacquer</source>
        <translation>漆光</translation>
    </message>
    <message>
        <source>Liquid matte</source>
        <translation>液体哑光</translation>
    </message>
    <message>
        <source>Matte</source>
        <translation>哑光</translation>
    </message>
    <message>
        <source>Metal</source>
        <translation>金属</translation>
    </message>
    <message>
        <source>Metal: metallic, chrome, foil</source>
        <translation>金属：金属光、铬面、箔光</translation>
    </message>
    <message>
        <source>Metallic</source>
        <translation>金属光</translation>
    </message>
    <message>
        <source>Own finish</source>
        <translation>自定质地</translation>
    </message>
    <message>
        <source>Pearl</source>
        <translation>珠光</translation>
    </message>
    <message>
        <source>Pearl: frost, duochrome</source>
        <translation>珠光：霜光、偏光</translation>
    </message>
    <message>
        <source>Plump</source>
        <translation>丰唇</translation>
    </message>
    <message>
        <source>Powder</source>
        <translation>粉雾</translation>
    </message>
    <message>
        <source>Satin</source>
        <translation>缎光</translation>
    </message>
    <message>
        <source>Sheer</source>
        <translation>轻透</translation>
    </message>
    <message>
        <source>Shimmer</source>
        <translation>微闪</translation>
    </message>
    <message>
        <source>Soft matte</source>
        <translation>柔雾</translation>
    </message>
    <message>
        <source>Sparkle gloss</source>
        <translation>闪耀唇蜜</translation>
    </message>
    <message>
        <source>Stain</source>
        <translation>唇染</translation>
    </message>
    <message>
        <source>Suede</source>
        <translation>麂皮</translation>
    </message>
    <message>
        <source>Tint</source>
        <translation>染唇</translation>
    </message>
    <message>
        <source>Tint: stain, jelly</source>
        <translation>染唇：唇釉染、果冻</translation>
    </message>
    <message>
        <source>Velvet</source>
        <translation>丝绒</translation>
    </message>
    <message>
        <source>Vinyl</source>
        <translation>黑胶</translation>
    </message>
    <message>
        <source>Wet</source>
        <translation>水光</translation>
    </message>
    <message>
        <source>Wet: gloss, lacquer, vinyl, glass</source>
        <translation>水光：唇蜜、漆光、黑胶、玻璃</translation>
    </message>
</context>
<context>
    <name>GarmentsPage</name>
    <message>
        <source>Above</source>
        <translation>上衣</translation>
    </message>
    <message>
        <source>Bring in a garment</source>
        <translation>导入服装</translation>
    </message>
    <message>
        <source>Clothes</source>
        <translation>服装</translation>
    </message>
    <message>
        <source>Dress</source>
        <translation>连衣裙</translation>
    </message>
    <message>
        <source>GLB, glTF, VRM, OBJ or MHCLO; it is fitted to the mannequin and drawn.</source>
        <translation>支持 GLB、glTF、VRM、OBJ、MHCLO；会自动套到人台上并画出预览。</translation>
    </message>
    <message>
        <source>Glasses, hat or earrings</source>
        <translation>眼镜、帽子或耳环</translation>
    </message>
    <message>
        <source>It hangs among your clothes.</source>
        <translation>已挂进您的衣橱。</translation>
    </message>
    <message>
        <source>Jacket or coat</source>
        <translation>外套</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Nothing was brought in.</source>
        <translation>没有导入任何服装。</translation>
    </message>
    <message>
        <source>Shoes</source>
        <translation>鞋履</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Trousers or skirt</source>
        <translation>裤子或裙子</translation>
    </message>
    <message>
        <source>Where it is worn</source>
        <translation>穿戴位置</translation>
    </message>
    <message>
        <source>Worn as its shape says</source>
        <translation>按形状判断穿戴位置</translation>
    </message>
    <message>
        <source>{0} is being fitted…</source>
        <translation>正在套上 {0}……</translation>
    </message>
</context>
<context>
    <name>Grid</name>
    <message>
        <source>Shades</source>
        <translation>色号</translation>
    </message>
</context>
<context>
    <name>HandOver</name>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Virtual effect, for reference. This link opens here only.</source>
        <translation>虚拟效果，仅供参考。此链接仅限本机打开。</translation>
    </message>
    <message>
        <source>Your clip</source>
        <translation>您的视频</translation>
    </message>
    <message>
        <source>Your photo</source>
        <translation>您的照片</translation>
    </message>
</context>
<context>
    <name>Hero</name>
    <message>
        <source>estimated: not measured and validated</source>
        <translation>估算：未经测量验证</translation>
    </message>
</context>
<context>
    <name>Hints</name>
    <message>
        <source>Check the address, the stream key and the network.</source>
        <translation>请检查地址、推流码和网络。</translation>
    </message>
    <message>
        <source>Check the camera cable, and close other programs that use the camera.</source>
        <translation>请检查相机连线，并关闭其他正在使用相机的程序。</translation>
    </message>
    <message>
        <source>Check the camera cable, close other programs that use the camera, and allow this program to use it in the system's privacy settings.</source>
        <translation>请检查相机连线，关闭其他正在使用相机的程序，并在系统隐私设置中允许本程序使用相机。</translation>
    </message>
    <message>
        <source>Check the network, or hand over product pages only.</source>
        <translation>请检查网络，或仅提供商品页面。</translation>
    </message>
    <message>
        <source>Choose a folder that can be written.</source>
        <translation>请选择可以写入的文件夹。</translation>
    </message>
    <message>
        <source>Choose a longer part.</source>
        <translation>请选择更长的一段。</translation>
    </message>
    <message>
        <source>Choose a name that is free.</source>
        <translation>请使用未被占用的名称。</translation>
    </message>
    <message>
        <source>Choose a name without / : * ? &lt; &gt;.</source>
        <translation>请使用不含 / : * ? &lt; &gt; 的名称。</translation>
    </message>
    <message>
        <source>Choose a shorter name.</source>
        <translation>请使用更短的名称。</translation>
    </message>
    <message>
        <source>Choose another file name.</source>
        <translation>请换一个文件名。</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>请选择其他文件。</translation>
    </message>
    <message>
        <source>Choose another port for the remote control.</source>
        <translation>请为遥控选择另一个端口。</translation>
    </message>
    <message>
        <source>Choose one photo of the folder.</source>
        <translation>请选择文件夹中的一张照片。</translation>
    </message>
    <message>
        <source>Choose something for the face or the upper body.</source>
        <translation>请选择用于面部或上半身的商品。</translation>
    </message>
    <message>
        <source>Close other programs that use the microphone, and allow this program to use it in the system's privacy settings.</source>
        <translation>请关闭其他正在使用麦克风的程序，并在系统隐私设置中允许本程序使用。</translation>
    </message>
    <message>
        <source>Copy it from OBS: Tools, WebSocket Server Settings.</source>
        <translation>请从 OBS 复制：工具 → WebSocket 服务器设置。</translation>
    </message>
    <message>
        <source>Copy the file again.</source>
        <translation>请重新复制该文件。</translation>
    </message>
    <message>
        <source>Copy the server's address from the page of the platform.</source>
        <translation>请从平台页面复制服务器地址。</translation>
    </message>
    <message>
        <source>Correct the file.</source>
        <translation>请更正该文件。</translation>
    </message>
    <message>
        <source>Correct the look file.</source>
        <translation>请更正妆容文件。</translation>
    </message>
    <message>
        <source>Export the garment again, as GLB.</source>
        <translation>请重新导出服装，格式为 GLB。</translation>
    </message>
    <message>
        <source>Install OBS Studio 26 or newer; its virtual camera comes along.</source>
        <translation>请安装 OBS Studio 26 或更新版本，其中自带虚拟摄像头。</translation>
    </message>
    <message>
        <source>Install OBS Studio 30 or newer, start its virtual camera once, and allow its extension in System Settings, Privacy &amp; Security.</source>
        <translation>请安装 OBS Studio 30 或更新版本，启动一次其虚拟摄像头，并在“系统设置 → 隐私与安全性”中允许其扩展。</translation>
    </message>
    <message>
        <source>Install PortAudio (Debian: apt install libportaudio2), or do without sound.</source>
        <translation>请安装 PortAudio（Debian：apt install libportaudio2），或不使用声音。</translation>
    </message>
    <message>
        <source>Install it: pip install 'tryon[c2pa]'.</source>
        <translation>请安装：pip install 'tryon[c2pa]'。</translation>
    </message>
    <message>
        <source>Install it: pip install 'tryon[handoff]'.</source>
        <translation>请安装：pip install 'tryon[handoff]'。</translation>
    </message>
    <message>
        <source>Install it: pip install 'tryon[ndi]'.</source>
        <translation>请安装：pip install 'tryon[ndi]'。</translation>
    </message>
    <message>
        <source>Install it: python -m pip install "scikit-image&gt;=0.25", or use a photo of yours.</source>
        <translation>请安装：python -m pip install "scikit-image&gt;=0.25"，或使用您自己的照片。</translation>
    </message>
    <message>
        <source>Install pyvirtualcam (pip install 'tryon[virtualcam]', GPL-2.0) and OBS Studio 26 or newer; its virtual camera comes along.</source>
        <translation>请安装 pyvirtualcam（pip install 'tryon[virtualcam]'，GPL-2.0）和 OBS Studio 26 或更新版本，其中自带虚拟摄像头。</translation>
    </message>
    <message>
        <source>Install pyvirtualcam (pip install 'tryon[virtualcam]', GPL-2.0) and OBS Studio 30 or newer, start its virtual camera once, and allow its extension in System Settings, Privacy &amp; Security.</source>
        <translation>请安装 pyvirtualcam（pip install 'tryon[virtualcam]'，GPL-2.0）和 OBS Studio 30 或更新版本，启动一次其虚拟摄像头，并在“系统设置 → 隐私与安全性”中允许其扩展。</translation>
    </message>
    <message>
        <source>Install pyvirtualcam (pip install 'tryon[virtualcam]', GPL-2.0) and v4l2loopback (Debian: apt install v4l2loopback-dkms), then: sudo modprobe v4l2loopback exclusive_caps=1 card_label=tryon</source>
        <translation>请安装 pyvirtualcam（pip install 'tryon[virtualcam]'，GPL-2.0）和 v4l2loopback（Debian：apt install v4l2loopback-dkms），然后运行：sudo modprobe v4l2loopback exclusive_caps=1 card_label=tryon</translation>
    </message>
    <message>
        <source>Install the graphics driver of the maker.</source>
        <translation>请安装显卡厂商的驱动程序。</translation>
    </message>
    <message>
        <source>Install the graphics driver, or `sudo apt-get install libegl1 libgl1-mesa-dri`.</source>
        <translation>请安装显卡驱动，或运行 `sudo apt-get install libegl1 libgl1-mesa-dri`。</translation>
    </message>
    <message>
        <source>Install the missing part; `tryon doctor` says how.</source>
        <translation>请安装缺少的组件，`tryon doctor` 会说明方法。</translation>
    </message>
    <message>
        <source>Install tryon again; its data files are gone.</source>
        <translation>请重新安装 tryon，数据文件已丢失。</translation>
    </message>
    <message>
        <source>Install v4l2loopback (Debian: apt install v4l2loopback-dkms), then: sudo modprobe v4l2loopback exclusive_caps=1 card_label=tryon</source>
        <translation>请安装 v4l2loopback（Debian：apt install v4l2loopback-dkms），然后运行：sudo modprobe v4l2loopback exclusive_caps=1 card_label=tryon</translation>
    </message>
    <message>
        <source>Its disk or device does not answer. Choose another folder.</source>
        <translation>磁盘或设备没有响应。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Log in to a desktop, or use `tryon demo`, `tryon photo` or `tryon video`.</source>
        <translation>请登录桌面，或使用 `tryon demo`、`tryon photo`、`tryon video`。</translation>
    </message>
    <message>
        <source>Look at OBS's own window.</source>
        <translation>请查看 OBS 窗口。</translation>
    </message>
    <message>
        <source>Look into the camera, and try again.</source>
        <translation>请正对相机，再试一次。</translation>
    </message>
    <message>
        <source>Make its textures smaller.</source>
        <translation>请缩小其贴图。</translation>
    </message>
    <message>
        <source>Make room on the disk, and start the recording again.</source>
        <translation>请清理磁盘空间，然后重新录制。</translation>
    </message>
    <message>
        <source>Make room on the disk, and try again.</source>
        <translation>请清理磁盘空间后重试。</translation>
    </message>
    <message>
        <source>Measure the place again.</source>
        <translation>请重新测量此位置。</translation>
    </message>
    <message>
        <source>Mend that file first, or name another one.</source>
        <translation>请先修正该文件，或指定其他文件。</translation>
    </message>
    <message>
        <source>Open it first, then try again.</source>
        <translation>请先打开，再重试。</translation>
    </message>
    <message>
        <source>Open the camera's privacy cover, and allow this program to use the camera in the system's privacy settings.</source>
        <translation>请打开相机遮挡盖，并在系统隐私设置中允许本程序使用相机。</translation>
    </message>
    <message>
        <source>Plug in a microphone, or record without sound.</source>
        <translation>请接入麦克风，或不带声音录制。</translation>
    </message>
    <message>
        <source>Plug the camera in, and calibrate again.</source>
        <translation>请接好相机，再重新校准。</translation>
    </message>
    <message>
        <source>Plug the microphone in again; the recording goes on without sound.</source>
        <translation>请重新插上麦克风；录制仍在继续，但没有声音。</translation>
    </message>
    <message>
        <source>Restart the application.</source>
        <translation>请重新启动应用。</translation>
    </message>
    <message>
        <source>Save it as CSV UTF-8.</source>
        <translation>请另存为 CSV UTF-8。</translation>
    </message>
    <message>
        <source>Save it as CSV.</source>
        <translation>请另存为 CSV。</translation>
    </message>
    <message>
        <source>Save the photo as JPEG.</source>
        <translation>请将照片另存为 JPEG。</translation>
    </message>
    <message>
        <source>Say camera:0.</source>
        <translation>请输入 camera:0。</translation>
    </message>
    <message>
        <source>Start OBS, and switch on Tools, WebSocket Server Settings.</source>
        <translation>请启动 OBS，并打开“工具 → WebSocket 服务器设置”。</translation>
    </message>
    <message>
        <source>Start the virtual camera again.</source>
        <translation>请重新启动虚拟摄像头。</translation>
    </message>
    <message>
        <source>The graphics driver does not answer. Start the program again.</source>
        <translation>显卡驱动没有响应。请重新启动本程序。</translation>
    </message>
    <message>
        <source>The preview goes on; start the output again.</source>
        <translation>预览继续，请重新启动输出。</translation>
    </message>
    <message>
        <source>Wait a second.</source>
        <translation>请稍候片刻。</translation>
    </message>
    <message>
        <source>Write one such as Asia/Shanghai, or leave it out for this computer's own.</source>
        <translation>请写成 Asia/Shanghai 这样的时区，或留空以使用本机时区。</translation>
    </message>
</context>
<context>
    <name>Home</name>
    <message>
        <source>A photo goes to your phone over this shop's network, and is erased here.</source>
        <translation>照片经店内网络传到您的手机，随后在此清除。</translation>
    </message>
    <message>
        <source>A photo is shown here until you leave, and then erased.</source>
        <translation>照片仅在此显示，您离开后即清除。</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Clip of 15 seconds</source>
        <translation>15 秒视频</translation>
    </message>
    <message>
        <source>Photo in 3, 2, 1</source>
        <translation>3、2、1 拍照</translation>
    </message>
    <message>
        <source>Take it home</source>
        <translation>带走</translation>
    </message>
    <message>
        <source>The product, as a QR code</source>
        <translation>商品二维码</translation>
    </message>
</context>
<context>
    <name>HoursForm</name>
    <message>
        <source>Always open</source>
        <translation>始终营业</translation>
    </message>
    <message>
        <source>Every day as on Monday</source>
        <translation>每天与周一相同</translation>
    </message>
    <message>
        <source>Expected such as {0}</source>
        <translation>格式应类似 {0}</translation>
    </message>
    <message>
        <source>Such as 10:00-20:00; several apart by commas; empty is closed. While the shop is closed, the kiosk says so, and its camera is off.</source>
        <translation>例如 10:00-20:00，多个时段用逗号分隔，留空表示休息。休息时互动镜显示休息提示，相机关闭。</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>时区</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>休息</translation>
    </message>
    <message>
        <source>that of this computer; else such as Asia/Shanghai</source>
        <translation>默认使用本机时区，也可填写 Asia/Shanghai 等</translation>
    </message>
</context>
<context>
    <name>KeyButton</name>
    <message>
        <source>Press a key …</source>
        <translation>请按键…</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Before / after, while it is held</source>
        <translation>按住时前后对比</translation>
    </message>
    <message>
        <source>Choose a camera</source>
        <translation>选择相机</translation>
    </message>
    <message>
        <source>Clean window</source>
        <translation>纯净输出窗口</translation>
    </message>
    <message>
        <source>Go live</source>
        <translation>开始直播</translation>
    </message>
    <message>
        <source>Measure white, or stop looking for it</source>
        <translation>测量白色，或停止寻找白纸</translation>
    </message>
    <message>
        <source>Open the folder of clips</source>
        <translation>打开片段文件夹</translation>
    </message>
    <message>
        <source>Panic</source>
        <translation>应急</translation>
    </message>
    <message>
        <source>Pause the recording, or go on</source>
        <translation>暂停或继续录制</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>拍照</translation>
    </message>
    <message>
        <source>Product card</source>
        <translation>商品卡</translation>
    </message>
    <message>
        <source>Put on what is armed</source>
        <translation>切换到预备造型</translation>
    </message>
    <message>
        <source>Record, or stop</source>
        <translation>开始或停止录制</translation>
    </message>
    <message>
        <source>Save a clip of what has just been</source>
        <translation>截取刚才的片段</translation>
    </message>
    <message>
        <source>See it in other light</source>
        <translation>查看其他光线下的效果</translation>
    </message>
    <message>
        <source>Show the clips</source>
        <translation>显示片段</translation>
    </message>
    <message>
        <source>Sound on or off</source>
        <translation>打开或关闭声音</translation>
    </message>
</context>
<context>
    <name>KeysSheet</name>
    <message>
        <source>Arm a look</source>
        <translation>预备造型</translation>
    </message>
    <message>
        <source>Choose a verb, then press the key it is to have.</source>
        <translation>先选择功能，再按要使用的键。</translation>
    </message>
    <message>
        <source>Ctrl + its key</source>
        <translation>Ctrl + 对应数字键</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Put a look on, or bare</source>
        <translation>切换造型或素颜</translation>
    </message>
    <message>
        <source>The usual keys</source>
        <translation>恢复默认按键</translation>
    </message>
    <message>
        <source>This key is for the looks.</source>
        <translation>此键留给造型使用。</translation>
    </message>
    <message>
        <source>{0} has this key: give it another first.</source>
        <translation>“{0}”已使用此键，请先为它换一个键。</translation>
    </message>
</context>
<context>
    <name>Kiosk</name>
    <message>
        <source>Find the red that is yours</source>
        <translation>找到属于您的那一抹红</translation>
    </message>
    <message>
        <source>Hold the shop's name on the mirror, or press Esc, and type the PIN.</source>
        <translation>在镜面上按住店名，或按 Esc，再输入 PIN。</translation>
    </message>
    <message>
        <source>Shoppers begin here</source>
        <translation>顾客从这里开始</translation>
    </message>
    <message>
        <source>Staff: safe mode. Run tryon doctor.</source>
        <translation>店员：当前为安全模式，请运行 tryon doctor</translation>
    </message>
    <message>
        <source>The desk has name, languages, texts, PIN and opening hours.</source>
        <translation>店名、语言、文字、PIN 和营业时间都在店铺后台里设置。</translation>
    </message>
    <message>
        <source>The way out</source>
        <translation>怎样退出</translation>
    </message>
    <message>
        <source>They agree first; until then the camera stays off.</source>
        <translation>顾客先同意；在那之前相机不会打开。</translation>
    </message>
    <message>
        <source>Your shop's rules</source>
        <translation>您店里的规则</translation>
    </message>
</context>
<context>
    <name>KioskPage</name>
    <message>
        <source>4 to 12 digits</source>
        <translation>4 到 12 位数字</translation>
    </message>
    <message>
        <source>A PIN is set</source>
        <translation>已设置 PIN</translation>
    </message>
    <message>
        <source>A link to a photo holds so many minutes (1 to 60)</source>
        <translation>照片链接有效时间，分钟（1 到 60）</translation>
    </message>
    <message>
        <source>A number from {0} to {1}</source>
        <translation>{0} 到 {1} 之间的数字</translation>
    </message>
    <message>
        <source>Address of a product, with {id} or {sku} in it</source>
        <translation>商品网址，其中含有 {id} 或 {sku}</translation>
    </message>
    <message>
        <source>Asks whether somebody is there after, s (5 to 3600)</source>
        <translation>无人触摸多久后询问，秒（5 到 3600）</translation>
    </message>
    <message>
        <source>Code of the product's page</source>
        <translation>商品页面的二维码</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Kept. The kiosk takes it when it is opened next.</source>
        <translation>已保存，试妆镜下次打开时生效。</translation>
    </message>
    <message>
        <source>Kiosk</source>
        <translation>自助试妆镜</translation>
    </message>
    <message>
        <source>Languages; the first is the kiosk's own</source>
        <translation>语言；第一个是试妆镜的默认语言</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Name of the shop</source>
        <translation>店铺名称</translation>
    </message>
    <message>
        <source>New PIN to leave the kiosk, 4 to 12 digits</source>
        <translation>退出试妆镜的新 PIN，4 到 12 位数字</translation>
    </message>
    <message>
        <source>No PIN: anybody can leave</source>
        <translation>未设 PIN：任何人都能退出</translation>
    </message>
    <message>
        <source>Nothing to take home</source>
        <translation>不提供带走</translation>
    </message>
    <message>
        <source>Open the kiosk</source>
        <translation>打开试妆镜</translation>
    </message>
    <message>
        <source>Opening hours</source>
        <translation>营业时间</translation>
    </message>
    <message>
        <source>Photo over this shop's network</source>
        <translation>通过店内网络取照片</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Speak guidance and countdowns</source>
        <translation>语音播报提示和倒计时</translation>
    </message>
    <message>
        <source>The kiosk's first screen</source>
        <translation>试妆镜的首屏</translation>
    </message>
    <message>
        <source>The screen on which shoppers agree</source>
        <translation>顾客同意页面</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>To take home</source>
        <translation>带走的方式</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>Welcome in {0}</source>
        <translation>{0}欢迎语</translation>
    </message>
    <message>
        <source>What is offered</source>
        <translation>提供的功能</translation>
    </message>
    <message>
        <source>What shoppers agree to</source>
        <translation>顾客同意内容</translation>
    </message>
    <message>
        <source>Wipes everything after another, s (3 to 60)</source>
        <translation>再过多久清除一切，秒（3 到 60）</translation>
    </message>
    <message>
        <source>https://… with {id} or {sku}</source>
        <translation>https://… 地址，含 {id} 或 {sku}</translation>
    </message>
</context>
<context>
    <name>LampRow</name>
    <message>
        <source>It makes the colour surer; you need not answer.</source>
        <translation>说了颜色会更准；不回答也可以。</translation>
    </message>
    <message>
        <source>What lights you?</source>
        <translation>照着您的是什么光？</translation>
    </message>
</context>
<context>
    <name>Lamps</name>
    <message>
        <source>A wire glows in it: also halogen spots.</source>
        <translation>里面有发亮的灯丝，卤素射灯也算。</translation>
    </message>
    <message>
        <source>Bulb</source>
        <translation>灯泡</translation>
    </message>
    <message>
        <source>Daylight</source>
        <translation>日光</translation>
    </message>
    <message>
        <source>From a window or the sky.</source>
        <translation>来自窗户或天空。</translation>
    </message>
    <message>
        <source>LED</source>
        <translation>LED 灯</translation>
    </message>
    <message>
        <source>Long white tubes: also energy-saving lamps.</source>
        <translation>白色长灯管，节能灯也算。</translation>
    </message>
    <message>
        <source>Most newer lamps, panels and strips.</source>
        <translation>较新的灯、面板灯和灯带大多是。</translation>
    </message>
    <message>
        <source>Not sure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Or several kinds at once.</source>
        <translation>或同时有好几种。</translation>
    </message>
    <message>
        <source>Tube</source>
        <translation>灯管</translation>
    </message>
</context>
<context>
    <name>LevelBar</name>
    <message>
        <source>Level</source>
        <translation>亮度</translation>
    </message>
</context>
<context>
    <name>Lining</name>
    <message>
        <source>A line in another shade: choose it from the shades above</source>
        <translation>用其他色号描唇线：请在上方选择</translation>
    </message>
    <message>
        <source>A line in the shade of the lips</source>
        <translation>与唇色相同的唇线</translation>
    </message>
    <message>
        <source>Another shade</source>
        <translation>其他色号</translation>
    </message>
    <message>
        <source>No liner</source>
        <translation>不描唇线</translation>
    </message>
    <message>
        <source>Same shade</source>
        <translation>同色唇线</translation>
    </message>
    <message>
        <source>Softness</source>
        <translation>柔和度</translation>
    </message>
    <message>
        <source>The lips without a line</source>
        <translation>不描唇线的效果</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
</context>
<context>
    <name>LookCard</name>
    <message>
        <source>Arm</source>
        <translation>预备</translation>
    </message>
    <message>
        <source>Keep what is worn on this key</source>
        <translation>把当前造型存到此键</translation>
    </message>
    <message>
        <source>Look {0}: {1}</source>
        <translation>造型 {0}：{1}</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>armed</source>
        <translation>已预备</translation>
    </message>
    <message>
        <source>live</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>{0} puts it on, Ctrl+{0} arms it, Enter takes what is armed</source>
        <translation>按 {0} 上妆，Ctrl+{0} 预备，回车切换到预备的造型</translation>
    </message>
</context>
<context>
    <name>LooksPanel</name>
    <message>
        <source>Back to live</source>
        <translation>恢复实时画面</translation>
    </message>
    <message>
        <source>Bare</source>
        <translation>素颜</translation>
    </message>
    <message>
        <source>Freeze the picture</source>
        <translation>定格画面</translation>
    </message>
    <message>
        <source>Keep what is worn</source>
        <translation>保存当前造型</translation>
    </message>
    <message>
        <source>Panic key: {0}</source>
        <translation>应急键：{0}</translation>
    </message>
    <message>
        <source>Puts what is worn now on the next key</source>
        <translation>把当前造型放到下一个按键</translation>
    </message>
    <message>
        <source>Show the card</source>
        <translation>显示卡片</translation>
    </message>
    <message>
        <source>The same happens by itself when the face or the camera is lost.</source>
        <translation>人脸或相机丢失时也会自动这样做。</translation>
    </message>
    <message>
        <source>no product</source>
        <translation>无商品</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source> (and {0} more)</source>
        <translation>（另有 {0} 项）</translation>
    </message>
    <message>
        <source> and a </source>
        <translation>和</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
    <message>
        <source>1 to 64 letters, digits, . _ - such as rose-01</source>
        <translation>1 到 64 个字母、数字或 . _ -，例如 rose-01</translation>
    </message>
    <message>
        <source>; did you mean {0}?</source>
        <translation>；是否想写 {0}？</translation>
    </message>
    <message>
        <source>; known: {0}</source>
        <translation>；可用：{0}</translation>
    </message>
    <message>
        <source>; known: {0} and {1} more</source>
        <translation>；已知：{0}，另有 {1} 个</translation>
    </message>
    <message>
        <source>Chinese typeface</source>
        <translation>中文字体</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>请选择其他文件。</translation>
    </message>
    <message>
        <source>Copy the file again.</source>
        <translation>请重新复制该文件。</translation>
    </message>
    <message>
        <source>Correct the file.</source>
        <translation>请更正该文件。</translation>
    </message>
    <message>
        <source>Export the garment again, as GLB.</source>
        <translation>请重新导出服装，格式为 GLB。</translation>
    </message>
    <message>
        <source>FFmpeg {0}, libx264 writes and reads</source>
        <translation>FFmpeg {0}，libx264 可写可读</translation>
    </message>
    <message>
        <source>Free some disk space: clips need it.</source>
        <translation>请释放磁盘空间，录像需要它。</translation>
    </message>
    <message>
        <source>Install 64-bit Python 3.11 or 3.12; the face tracker has no other wheels.</source>
        <translation>请安装 64 位 Python 3.11 或 3.12，面部跟踪只支持这两个版本。</translation>
    </message>
    <message>
        <source>Install Inter and Noto Sans SC.</source>
        <translation>请安装 Inter 和 Noto Sans SC 字体。</translation>
    </message>
    <message>
        <source>Install PySide6 again.</source>
        <translation>请重新安装 PySide6。</translation>
    </message>
    <message>
        <source>Install av again: this build of FFmpeg cannot write the clips.</source>
        <translation>请重新安装 av：当前 FFmpeg 无法写入录像。</translation>
    </message>
    <message>
        <source>Install mediapipe again.</source>
        <translation>请重新安装 mediapipe。</translation>
    </message>
    <message>
        <source>Install sounddevice again.</source>
        <translation>请重新安装 sounddevice。</translation>
    </message>
    <message>
        <source>Install the graphics driver of the maker.</source>
        <translation>请安装显卡厂商的驱动程序。</translation>
    </message>
    <message>
        <source>Install tryon again.</source>
        <translation>请重新安装 tryon。</translation>
    </message>
    <message>
        <source>Make its textures smaller.</source>
        <translation>请缩小其贴图。</translation>
    </message>
    <message>
        <source>Make {0} writable.</source>
        <translation>请让 {0} 可写。</translation>
    </message>
    <message>
        <source>Mend that file first, or name another one.</source>
        <translation>请先修正该文件，或指定其他文件。</translation>
    </message>
    <message>
        <source>No such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>Open the window from a desktop session; photo, video and demo need no display.</source>
        <translation>请在桌面环境中打开窗口；photo、video 和 demo 命令不需要显示器。</translation>
    </message>
    <message>
        <source>Plug a camera in, and allow its use in the system's privacy settings; without one, --source demo or a file.</source>
        <translation>请接入相机，并在系统隐私设置中允许使用；没有相机时可用 --source demo 或文件。</translation>
    </message>
    <message>
        <source>Plug a microphone in; clips are recorded without sound meanwhile.</source>
        <translation>请接入麦克风；在此之前录像没有声音。</translation>
    </message>
    <message>
        <source>Save it as CSV UTF-8.</source>
        <translation>请另存为 CSV UTF-8。</translation>
    </message>
    <message>
        <source>Save it as CSV.</source>
        <translation>请另存为 CSV。</translation>
    </message>
    <message>
        <source>Send this report to support.</source>
        <translation>请将此报告发送给技术支持。</translation>
    </message>
    <message>
        <source>UTF-8 or GBK</source>
        <translation>UTF-8 或 GBK 编码</translation>
    </message>
    <message>
        <source>a GLB or glTF file</source>
        <translation>一个 GLB 或 glTF 文件</translation>
    </message>
    <message>
        <source>a colour like #9B1B30</source>
        <translation>颜色，例如 #9B1B30</translation>
    </message>
    <message>
        <source>a day such as 2026-05-31</source>
        <translation>日期，例如 2026-05-31</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>一个列表</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>a number from 0 to 10 000 000</source>
        <translation>0 到 10 000 000 之间的数字</translation>
    </message>
    <message>
        <source>a number without a doubt, such as {0}</source>
        <translation>写法明确的数字，例如 {0}</translation>
    </message>
    <message>
        <source>a number without a doubt: {0}{1} or {2}.{3}</source>
        <translation>写法明确的数字：{0}{1} 或 {2}.{3}</translation>
    </message>
    <message>
        <source>a table such as { … }</source>
        <translation>形如 { … } 的表</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>一段文字</translation>
    </message>
    <message>
        <source>a text of 1 to 160 characters in one line, without spaces at its ends</source>
        <translation>一行 1 到 160 个字符的文字，首尾无空格</translation>
    </message>
    <message>
        <source>a verified shade needs { by, instrument, on, de2000 }</source>
        <translation>已验证的色号需要 { by, instrument, on, de2000 } 四项</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a ΔE00 from 0 to 100</source>
        <translation>0 到 100 之间的 ΔE00 数值</translation>
    </message>
    <message>
        <source>aac writes 48 kHz sound</source>
        <translation>aac 可写入 48 kHz 声音</translation>
    </message>
    <message>
        <source>accessor {0}</source>
        <translation>访问器 {0}</translation>
    </message>
    <message>
        <source>accessor {0} should be {1}, is {2}</source>
        <translation>访问器 {0} 应为 {1}，实际为 {2}</translation>
    </message>
    <message>
        <source>an address that begins with https://</source>
        <translation>以 https:// 开头的网址</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>一个对象</translation>
    </message>
    <message>
        <source>asset.extras.{0}: {1}</source>
        <translation>字段 asset.extras.{0}：{1}</translation>
    </message>
    <message>
        <source>attention mesh runs, {0} ms on an empty picture</source>
        <translation>面部网格运行正常，空画面用时 {0} 毫秒</translation>
    </message>
    <message>
        <source>binds {0} of {1} joints</source>
        <translation>绑定了 {1} 个关节中的 {0}</translation>
    </message>
    <message>
        <source>buffer view</source>
        <translation>缓冲区视图</translation>
    </message>
    <message>
        <source>buffer view {0} ends at byte {1} of a buffer of {2}</source>
        <translation>缓冲区视图 {0} 结束于第 {1} 字节，而缓冲区只有 {2} 字节</translation>
    </message>
    <message>
        <source>buffer {0} has no data</source>
        <translation>缓冲区 {0} 没有数据</translation>
    </message>
    <message>
        <source>buffer {0} should have {1} bytes, has {2}</source>
        <translation>缓冲区 {0} 应有 {1} 字节，实际有 {2} 字节</translation>
    </message>
    <message>
        <source>camera:{0} {1}</source>
        <translation>相机 {0}：{1}</translation>
    </message>
    <message>
        <source>cannot be decoded: {0}</source>
        <translation>无法解码：{0}</translation>
    </message>
    <message>
        <source>crash-safe MP4</source>
        <translation>防中断 MP4</translation>
    </message>
    <message>
        <source>did you mean</source>
        <translation>是否想写</translation>
    </message>
    <message>
        <source>did you mean {0}?</source>
        <translation>是否想写 {0}？</translation>
    </message>
    <message>
        <source>expected [[product]] tables, not {0}</source>
        <translation>应为 [[product]] 表，而不是 {0}</translation>
    </message>
    <message>
        <source>expected a column of it, or one for the whole table</source>
        <translation>应有此列，或为整个表格指定一个</translation>
    </message>
    <message>
        <source>expected a garment of a usual size, in m, dm, cm, inch or mm; for shoes say --slot</source>
        <translation>应为常见大小的服装，单位为米、分米、厘米、英寸或毫米；鞋子请用 --slot 指明</translation>
    </message>
    <message>
        <source>expected a number, as at {0} nm, and it is empty</source>
        <translation>此处应像 {0} nm 处一样填写数字，但为空</translation>
    </message>
    <message>
        <source>expected a path below the folder of this file, not {0}</source>
        <translation>应为此文件所在文件夹内的路径，而不是 {0}</translation>
    </message>
    <message>
        <source>expected a picture, and there is no {0}</source>
        <translation>应有图片，但没有 {0}</translation>
    </message>
    <message>
        <source>expected a skeleton that stands: neck above hips, left arm beside the right</source>
        <translation>应为站立的骨架：颈部在髋部之上，左臂与右臂分列两侧</translation>
    </message>
    <message>
        <source>expected a table of keys, not {0}</source>
        <translation>应为键值表，而不是 {0}</translation>
    </message>
    <message>
        <source>expected at most {0} for a verified shade, not {1}</source>
        <translation>已验证色号不得超过 {0}，而不是 {1}</translation>
    </message>
    <message>
        <source>expected beside a price, and not there</source>
        <translation>有价格时必须填写，但缺少</translation>
    </message>
    <message>
        <source>expected beside blend {0}, not there</source>
        <translation>使用 blend {0} 时必须填写，但缺少</translation>
    </message>
    <message>
        <source>expected for a verified shade, and not there</source>
        <translation>已验证的色号必须填写，但缺少</translation>
    </message>
    <message>
        <source>expected glTF version 2, not {0}</source>
        <translation>应为 glTF 第 2 版，而不是 {0}</translation>
    </message>
    <message>
        <source>expected here or for the whole file, not there</source>
        <translation>此处或整个文件中必须填写，但缺少</translation>
    </message>
    <message>
        <source>expected of a lipstick only, not of a {0}</source>
        <translation>只适用于口红，不适用于 {0}</translation>
    </message>
    <message>
        <source>expected of a lipstick or a lip_liner only, not of a {0}</source>
        <translation>只适用于口红或唇线笔，不适用于 {0}</translation>
    </message>
    <message>
        <source>expected ombre, two_tone or shift, not None</source>
        <translation>应为 ombre、two_tone 或 shift，不能为空</translation>
    </message>
    <message>
        <source>expected products in TOML: {0}</source>
        <translation>应为 TOML 格式的商品：{0}</translation>
    </message>
    <message>
        <source>expected products in at most {0} bytes</source>
        <translation>商品文件不得超过 {0} 字节</translation>
    </message>
    <message>
        <source>expected true or false, not {0}</source>
        <translation>应为 true 或 false，而不是 {0}</translation>
    </message>
    <message>
        <source>expected wavelengths in even steps of {0} nm, not of {1}</source>
        <translation>波长间隔应均为 {0} nm，而不是 {1}</translation>
    </message>
    <message>
        <source>expected {0} cells, and {1} stands beyond them</source>
        <translation>应有 {0} 个单元格，但 {1} 超出了范围</translation>
    </message>
    <message>
        <source>expected {0}, and nothing is there</source>
        <translation>应为{0}，但为空</translation>
    </message>
    <message>
        <source>expected {0}, not {1}</source>
        <translation>应为{0}，而不是 {1}</translation>
    </message>
    <message>
        <source>expected, and not there</source>
        <translation>必须填写，但缺少</translation>
    </message>
    <message>
        <source>f with vertices that were said before</source>
        <translation>f 行，其顶点须在前面出现过</translation>
    </message>
    <message>
        <source>face tracker</source>
        <translation>面部跟踪</translation>
    </message>
    <message>
        <source>fits nowhere on a body: {0} cm off, expected {1} at most; rig it, or say --slot and --gender</source>
        <translation>与人体任何部位都不贴合：相差 {0} 厘米，最多允许 {1} 厘米；请绑定骨架，或用 --slot 和 --gender 指明</translation>
    </message>
    <message>
        <source>folder of pictures</source>
        <translation>图片文件夹</translation>
    </message>
    <message>
        <source>folder of settings</source>
        <translation>设置文件夹</translation>
    </message>
    <message>
        <source>folder of temporary files</source>
        <translation>临时文件夹</translation>
    </message>
    <message>
        <source>has a data URI that is not base64</source>
        <translation>有一个不是 base64 的数据 URI</translation>
    </message>
    <message>
        <source>has a data URI that is not base64: {0}</source>
        <translation>有一个不是 base64 的数据 URI：{0}</translation>
    </message>
    <message>
        <source>has a node whose place is not finite</source>
        <translation>有一个节点的位置不是有限数</translation>
    </message>
    <message>
        <source>has a skin, but a surface without joints and weights</source>
        <translation>有蒙皮，但有一个面片没有关节和权重</translation>
    </message>
    <message>
        <source>has a surface of points or lines, not of triangles</source>
        <translation>有一个面片由点或线组成，而不是三角形</translation>
    </message>
    <message>
        <source>has a surface without positions</source>
        <translation>有一个面片没有顶点位置</translation>
    </message>
    <message>
        <source>has a triangle on vertex {0} of {1}</source>
        <translation>有一个三角形用到顶点 {0}，而顶点只有 {1} 个</translation>
    </message>
    <message>
        <source>has more than {0} million {1} in all</source>
        <translation>{1} 总数超过 {0} 百万</translation>
    </message>
    <message>
        <source>has more than {0} surfaces</source>
        <translation>面片超过 {0} 个</translation>
    </message>
    <message>
        <source>has more than {0} triangles or {1} vertices</source>
        <translation>三角形超过 {0} 个或顶点超过 {1} 个</translation>
    </message>
    <message>
        <source>has more than {0} vertices</source>
        <translation>顶点超过 {0} 个</translation>
    </message>
    <message>
        <source>has no bone that is {0}; expected a whole body's</source>
        <translation>没有对应 {0} 的骨骼；应为全身骨架</translation>
    </message>
    <message>
        <source>has nodes below more than {0} others</source>
        <translation>节点层级超过 {0} 层</translation>
    </message>
    <message>
        <source>has nodes in a circle</source>
        <translation>节点互相循环引用</translation>
    </message>
    <message>
        <source>has triangles whose corners are not counted</source>
        <translation>有三角形的顶点编号不是整数</translation>
    </message>
    <message>
        <source>has vertices that no joint moves, or negative weights</source>
        <translation>有顶点不受任何关节带动，或权重为负</translation>
    </message>
    <message>
        <source>has {0} corners: no whole triangles</source>
        <translation>有 {0} 个角点：不能组成完整的三角形</translation>
    </message>
    <message>
        <source>has {0} triangles; clothes have {1} at least</source>
        <translation>有 {0} 个三角形；服装至少有 {1} 个</translation>
    </message>
    <message>
        <source>hybrid fragments</source>
        <translation>混合分段</translation>
    </message>
    <message>
        <source>id: the id {0} is also at {1}</source>
        <translation>id：编号 {0} 已在 {1} 使用</translation>
    </message>
    <message>
        <source>image {0} has neither a buffer view nor a name</source>
        <translation>图像 {0} 既没有缓冲区视图，也没有文件名</translation>
    </message>
    <message>
        <source>image {0} {1}</source>
        <translation>图像 {0} {1}</translation>
    </message>
    <message>
        <source>in stock</source>
        <translation>有货</translation>
    </message>
    <message>
        <source>is no plain file</source>
        <translation>不是普通文件</translation>
    </message>
    <message>
        <source>is not rigged: a {0} needs a skeleton; import it first</source>
        <translation>没有绑定骨架：{0} 需要骨架；请先导入</translation>
    </message>
    <message>
        <source>is {0}x{1} px; at most {2} each way are read</source>
        <translation>为 {0}x{1} 像素；每边最多读取 {2} 像素</translation>
    </message>
    <message>
        <source>it has no morphs: it will not follow the shape of a body</source>
        <translation>没有形变数据：不会随体型变化</translation>
    </message>
    <message>
        <source>it is gone, and its products with it; the samples stay hidden until the next start</source>
        <translation>文件已不在，其中的商品也随之移除；示例商品在下次启动前仍保持隐藏</translation>
    </message>
    <message>
        <source>it rests in another pose, unit or direction than ours: import it</source>
        <translation>静止姿势、单位或方向与本程序不同：请先导入</translation>
    </message>
    <message>
        <source>makes it more than {0} million pixels in all</source>
        <translation>使像素总数超过 {0} 百万</translation>
    </message>
    <message>
        <source>mediapipe is not installed</source>
        <translation>未安装 mediapipe</translation>
    </message>
    <message>
        <source>morph {0} is of {1} vertices</source>
        <translation>变形 {0} 有 {1} 个顶点</translation>
    </message>
    <message>
        <source>names a joint that is none of its {0}</source>
        <translation>引用了不在其 {0} 之中的关节</translation>
    </message>
    <message>
        <source>names {0} {1}, but has {2} of them</source>
        <translation>引用了 {0} {1}，但只有 {2} 个</translation>
    </message>
    <message>
        <source>needs {0}, which is not supported; export without it</source>
        <translation>需要 {0}，这里不支持；请在导出时去掉它</translation>
    </message>
    <message>
        <source>no answer within {0} s</source>
        <translation>{0} 秒内没有响应</translation>
    </message>
    <message>
        <source>no licence is said: a shop may not be allowed to show it</source>
        <translation>未注明许可：店铺可能无权展示</translation>
    </message>
    <message>
        <source>no {0}</source>
        <translation>没有 {0}</translation>
    </message>
    <message>
        <source>node {0} has two parents, or is its own</source>
        <translation>节点 {0} 有两个父节点，或以自己为父节点</translation>
    </message>
    <message>
        <source>none that the window asks for</source>
        <translation>没有界面所需的字体</translation>
    </message>
    <message>
        <source>not installed: tryon[{0}]</source>
        <translation>未安装：tryon[{0}]</translation>
    </message>
    <message>
        <source>one vertex below {0}, or three with three weights that add up to 1 and three offsets</source>
        <translation>一个编号小于 {0} 的顶点，或三个顶点加上总和为 1 的三个权重和三个偏移</translation>
    </message>
    <message>
        <source>out of stock</source>
        <translation>缺货</translation>
    </message>
    <message>
        <source>photos from a kiosk to phones</source>
        <translation>互动镜照片传到手机</translation>
    </message>
    <message>
        <source>reaches further than {0} m</source>
        <translation>延伸超过 {0} 米</translation>
    </message>
    <message>
        <source>shows a node twice</source>
        <translation>同一个节点显示了两次</translation>
    </message>
    <message>
        <source>shows no mesh</source>
        <translation>没有显示任何网格</translation>
    </message>
    <message>
        <source>sold out</source>
        <translation>售罄</translation>
    </message>
    <message>
        <source>stream keys kept by the system</source>
        <translation>系统保存推流密钥</translation>
    </message>
    <message>
        <source>the JSON of a GLB</source>
        <translation>GLB 的 JSON</translation>
    </message>
    <message>
        <source>the encoder took sound and gave nothing</source>
        <translation>编码器收到声音但没有输出</translation>
    </message>
    <message>
        <source>the face tracker sees a face in an empty picture</source>
        <translation>面部跟踪在空画面中误检到人脸</translation>
    </message>
    <message>
        <source>the graphics card</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>the id {0} is also at {1}</source>
        <translation>编号 {0} 已在 {1} 使用</translation>
    </message>
    <message>
        <source>the id {0} is also in row {1}</source>
        <translation>编号 {0} 已在第 {1} 行使用</translation>
    </message>
    <message>
        <source>the name of a finish, or its parameters in JSON</source>
        <translation>质地名称，或 JSON 格式的参数</translation>
    </message>
    <message>
        <source>the process ended with {0}{1}</source>
        <translation>进程已结束，代码 {0}{1}</translation>
    </message>
    <message>
        <source>the processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>the sku {0} belongs to the product {1}</source>
        <translation>货号 {0} 属于商品 {1}</translation>
    </message>
    <message>
        <source>the sku {0} is also at {1}</source>
        <translation>货号 {0} 已在 {1} 使用</translation>
    </message>
    <message>
        <source>there is {0}</source>
        <translation>可用的有 {0}</translation>
    </message>
    <message>
        <source>three capital letters such as CNY</source>
        <translation>三个大写字母，例如 CNY</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false 二者之一</translation>
    </message>
    <message>
        <source>unknown key {0}{1}</source>
        <translation>未知的键 {0}{1}</translation>
    </message>
    <message>
        <source>verified or estimated</source>
        <translation>verified（已验证）或 estimated（估计）</translation>
    </message>
    <message>
        <source>virtual camera</source>
        <translation>虚拟摄像头</translation>
    </message>
    <message>
        <source>vt u v</source>
        <translation>vt u v</translation>
    </message>
    <message>
        <source>wrote 3 pictures, read {0}</source>
        <translation>写入 3 帧，读回 {0} 帧</translation>
    </message>
    <message>
        <source>yes or no</source>
        <translation>是或否</translation>
    </message>
    <message>
        <source>{0} ends at byte {1} of a view of {2}</source>
        <translation>{0} 结束于第 {1} 字节，而视图只有 {2} 字节</translation>
    </message>
    <message>
        <source>{0} has elements of {1} bytes every {2}</source>
        <translation>{0} 的元素为 {1} 字节，间隔却为 {2} 字节</translation>
    </message>
    <message>
        <source>{0} has numbers that are not finite</source>
        <translation>{0} 含有不是有限数的数值</translation>
    </message>
    <message>
        <source>{0} is of {1} vertices, not of {2}</source>
        <translation>{0} 有 {1} 个顶点，而不是 {2} 个</translation>
    </message>
    <message>
        <source>{0} is there</source>
        <translation>{0} 可用</translation>
    </message>
    <message>
        <source>{0} on {1}</source>
        <translation>{0}，系统 {1}</translation>
    </message>
    <message>
        <source>{0} replaces element {1} of {2}</source>
        <translation>{0} 替换了第 {1} 个元素，而元素只有 {2} 个</translation>
    </message>
    <message>
        <source>{0} stands in a column without a word over it</source>
        <translation>{0} 所在的列没有标题</translation>
    </message>
    <message>
        <source>{0} through {1}</source>
        <translation>{0}，通过 {1}</translation>
    </message>
    <message>
        <source>{0} triangles are slow without a graphics card; {1} are fluent</source>
        <translation>{0} 个三角形在没有显卡时会慢；{1} 个以内流畅</translation>
    </message>
    <message>
        <source>{0} with two vertices of the base mesh and what to divide by</source>
        <translation>{0}，后面是基础网格的两个顶点和除数</translation>
    </message>
    <message>
        <source>{0}, colours off by {1} of 255</source>
        <translation>{0}，颜色偏差 {1}（满值 255）</translation>
    </message>
    <message>
        <source>{0}, colours right</source>
        <translation>{0}，颜色正确</translation>
    </message>
    <message>
        <source>{0}, fastest here is {1}</source>
        <translation>{0}，本机最快的是 {1}</translation>
    </message>
    <message>
        <source>{0}, {1} GB free</source>
        <translation>{0}，剩余 {1} GB 空间</translation>
    </message>
    <message>
        <source>{0}, {1}: garments are drawn by {2}</source>
        <translation>{0}，{1}：服装绘制使用{2}</translation>
    </message>
    <message>
        <source>{0}.lab: expected [L, a, b], not {1}</source>
        <translation>{0}.lab：应为 [L, a, b]，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}.like: expected the name of a finish, not {1}</source>
        <translation>{0}.like：应为质地名称，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}.observer: expected 2 or 10 (degrees), not {1}</source>
        <translation>{0}.observer：应为 2 或 10（度），而不是 {1}</translation>
    </message>
    <message>
        <source>{0}.observer: expected 2 with the white {1}, not 10</source>
        <translation>{0}.observer：白点为 {1} 时应为 2，而不是 10</translation>
    </message>
    <message>
        <source>{0}.reflectance: expected a list of 5 to 500 numbers</source>
        <translation>{0}.reflectance：应为 5 到 500 个数字的列表</translation>
    </message>
    <message>
        <source>{0}.status: expected 'estimated' of a screen colour, not 'verified'</source>
        <translation>{0}.status：屏幕颜色应为 'estimated'，而不是 'verified'</translation>
    </message>
    <message>
        <source>{0}.status: expected 'verified' or 'estimated', not {1}</source>
        <translation>{0}.status：应为 'verified' 或 'estimated'，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}.sx: expected [red, green, blue], not {1}</source>
        <translation>{0}.sx：应为 [红、绿、蓝]，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}.white: expected 'D65' or 'D50', not {1}</source>
        <translation>{0}.white：应为 'D65' 或 'D50'，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}.{1}: expected {2} times three numbers</source>
        <translation>{0}.{1}：应为 {2} 组，每组三个数</translation>
    </message>
    <message>
        <source>{0}: a look cannot write a {1}</source>
        <translation>{0}：造型中不能写入 {1}</translation>
    </message>
    <message>
        <source>{0}: binds {1} vertices, but {2} has {3}</source>
        <translation>{0}：绑定了 {1} 个顶点，但 {2} 有 {3} 个</translation>
    </message>
    <message>
        <source>{0}: colourway {1}</source>
        <translation>{0}：配色 {1}</translation>
    </message>
    <message>
        <source>{0}: expected GLB version 2, not {1}</source>
        <translation>{0}：应为 GLB 第 2 版，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}: expected a GLB, glTF, VRM, OBJ or MHCLO file</source>
        <translation>{0}：应为 GLB、glTF、VRM、OBJ 或 MHCLO 文件</translation>
    </message>
    <message>
        <source>{0}: expected a colour like '#9B1B30', not {1}</source>
        <translation>{0}：应为颜色，例如 '#9B1B30'，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}: expected a curve from at most 420 nm to at least 660 nm, not {1} to {2} nm</source>
        <translation>{0}：曲线应至少覆盖 420 nm 到 660 nm，而不是 {1} 到 {2} nm</translation>
    </message>
    <message>
        <source>{0}: expected a file of products that ends in .toml</source>
        <translation>{0}：应为以 .toml 结尾的商品文件</translation>
    </message>
    <message>
        <source>{0}: expected a look file of at most {1} bytes</source>
        <translation>{0}：造型文件不得超过 {1} 字节</translation>
    </message>
    <message>
        <source>{0}: expected a look in JSON: {1}</source>
        <translation>{0}：应为 JSON 格式的造型：{1}</translation>
    </message>
    <message>
        <source>{0}: expected a number from {1} to {2}, not {3}</source>
        <translation>{0}：应为 {1} 到 {2} 之间的数字，而不是 {3}</translation>
    </message>
    <message>
        <source>{0}: expected a shade such as {'srgb': '#9B1B30'}, not {1}</source>
        <translation>{0}：应为颜色，例如 {'srgb': '#9B1B30'}，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}: expected a table in CSV, not a binary file</source>
        <translation>{0}：应为 CSV 表格，而不是二进制文件</translation>
    </message>
    <message>
        <source>{0}: expected a table of at most {1} bytes</source>
        <translation>{0}：表格不得超过 {1} 字节</translation>
    </message>
    <message>
        <source>{0}: expected a table that ends in .csv</source>
        <translation>{0}：应为以 .csv 结尾的表格</translation>
    </message>
    <message>
        <source>{0}: expected a table: {1}</source>
        <translation>{0}：应为表格：{1}</translation>
    </message>
    <message>
        <source>{0}: expected a text file, has bytes that are none</source>
        <translation>{0}：应为文本文件，却含有不是文本的字节</translation>
    </message>
    <message>
        <source>{0}: expected a text in {1}, not this</source>
        <translation>{0}：应为 {1} 的文本，而不是这种内容</translation>
    </message>
    <message>
        <source>{0}: expected a text of at most 80 letters, not {1}</source>
        <translation>{0}：文字不得超过 80 个字符，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}: expected a word or {"...": ...}, not {1}</source>
        <translation>{0}：应为一个词或 {"...": ...}，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}: expected clothes of the base mesh {1}, not {2}</source>
        <translation>{0}：应为基础网格 {1} 的服装，而不是 {2}</translation>
    </message>
    <message>
        <source>{0}: expected faces of 1 to {1} materials, has {2}</source>
        <translation>{0}：应有 1 到 {1} 种材质的面，实际有 {2} 种</translation>
    </message>
    <message>
        <source>{0}: expected lists by name, and joint_order beside them</source>
        <translation>{0}：应为按名称列出的列表，并带有 joint_order</translation>
    </message>
    <message>
        <source>{0}: expected one of {1}, not {2}</source>
        <translation>{0}：应为 {1} 之一，而不是 {2}</translation>
    </message>
    <message>
        <source>{0}: expected opacity or sx, not both</source>
        <translation>{0}：opacity 和 sx 只能二选一</translation>
    </message>
    <message>
        <source>{0}: expected rows of vertices after a line with verts 0, has none</source>
        <translation>{0}：在写有 verts 0 的一行之后应有顶点行，却没有</translation>
    </message>
    <message>
        <source>{0}: expected the name of a garment, or of its file, not {1}</source>
        <translation>{0}：应为服装名称或其文件名，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}: expected three numbers for every v, two for every vt</source>
        <translation>{0}：每个 v 应有三个数，每个 vt 应有两个数</translation>
    </message>
    <message>
        <source>{0}: expected words over the columns in row 1, and there are none</source>
        <translation>{0}：第 1 行应为列标题，但没有</translation>
    </message>
    <message>
        <source>{0}: expected {"effect": ...}, not {1}</source>
        <translation>{0}：应为 {"effect": ...}，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}: expected {"look": 1, "wear": [...]}, not {1}</source>
        <translation>{0}：应为 {"look": 1, "wear": [...]}，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}: expected {1}, too</source>
        <translation>{0}：还应有 {1}</translation>
    </message>
    <message>
        <source>{0}: expected {1}: {2}</source>
        <translation>{0}：应为{1}：{2}</translation>
    </message>
    <message>
        <source>{0}: fabric: expected one of {1}, not {2}</source>
        <translation>{0}：面料应为 {1} 之一，而不是 {2}</translation>
    </message>
    <message>
        <source>{0}: has more than {1} triangles or {2} vertices</source>
        <translation>{0}：三角形超过 {1} 个或顶点超过 {2} 个</translation>
    </message>
    <message>
        <source>{0}: has more than {1} vertices</source>
        <translation>{0}：顶点超过 {1} 个</translation>
    </message>
    <message>
        <source>{0}: has numbers that are not finite, or are no body's</source>
        <translation>{0}：含有不是有限数、或不可能属于人体的数值</translation>
    </message>
    <message>
        <source>{0}: has vertices further than {1} m from the body</source>
        <translation>{0}：有顶点离身体超过 {1} 米</translation>
    </message>
    <message>
        <source>{0}: has {1} MB of JSON beside its data; at most {2} are read</source>
        <translation>{0}：除数据外有 {1} MB 的 JSON；最多读取 {2} MB</translation>
    </message>
    <message>
        <source>{0}: has {1} MB; at most {2} are read</source>
        <translation>{0}：有 {1} MB；最多读取 {2} MB</translation>
    </message>
    <message>
        <source>{0}: line {1}: a face of {2} corners; expected 3 to {3}</source>
        <translation>{0}：第 {1} 行：一个面有 {2} 个角点；应为 3 到 {3} 个</translation>
    </message>
    <message>
        <source>{0}: line {1}: expected {2}</source>
        <translation>{0}：第 {1} 行：应为 {2}</translation>
    </message>
    <message>
        <source>{0}: look: expected version 1, not {1}</source>
        <translation>{0}：look：应为版本 1，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}: names {1}; only files beside it, or below, are read</source>
        <translation>{0}：引用了 {1}；只读取同一文件夹或其下的文件</translation>
    </message>
    <message>
        <source>{0}: no colour</source>
        <translation>{0}：没有这个颜色</translation>
    </message>
    <message>
        <source>{0}: no material {1}, there is {2}</source>
        <translation>{0}：没有材质 {1}，可用的有 {2}</translation>
    </message>
    <message>
        <source>{0}: no size</source>
        <translation>{0}：没有这个尺码</translation>
    </message>
    <message>
        <source>{0}: no such folder or file of products</source>
        <translation>{0}：没有这个商品文件夹或文件</translation>
    </message>
    <message>
        <source>{0}: no such look file or product{1}</source>
        <translation>{0}：没有这个造型文件或商品{1}</translation>
    </message>
    <message>
        <source>{0}: product {1} is a {2}, not a {3}</source>
        <translation>{0}：商品 {1} 属于 {2}，而不是 {3}</translation>
    </message>
    <message>
        <source>{0}: row 1: unknown column {1}{2}; to leave it out, say --ignore {3}</source>
        <translation>{0}：第 1 行：未知的列 {1}{2}；若要忽略，请使用 --ignore {3}</translation>
    </message>
    <message>
        <source>{0}: row 1: {1} and {2} are both {3}</source>
        <translation>{0}：第 1 行：{1} 和 {2} 都表示 {3}</translation>
    </message>
    <message>
        <source>{0}: the GLB is cut short or broken</source>
        <translation>{0}：GLB 文件不完整或已损坏</translation>
    </message>
    <message>
        <source>{0}: unknown effect {1}{2}</source>
        <translation>{0}：未知的效果 {1}{2}</translation>
    </message>
    <message>
        <source>{0}: unknown key {1}{2}</source>
        <translation>{0}：未知的键 {1}{2}</translation>
    </message>
    <message>
        <source>{0}: unknown product {1}{2}</source>
        <translation>{0}：未知的商品 {1}{2}</translation>
    </message>
    <message>
        <source>{0}: unknown {1}{2}</source>
        <translation>{0}：未知的 {1}{2}</translation>
    </message>
    <message>
        <source>{0}: wear: expected a list, not {1}</source>
        <translation>{0}：wear：应为列表，而不是 {1}</translation>
    </message>
    <message>
        <source>{0}: {1} cannot be read: {2}</source>
        <translation>{0}：{1} 无法读取：{2}</translation>
    </message>
    <message>
        <source>{0}: {1} needs {2} or 'product'</source>
        <translation>{0}：{1} 需要 {2} 或 'product'</translation>
    </message>
    <message>
        <source>{0}:{1}: expected a table: {2}</source>
        <translation>{0}:{1}：应为表格：{2}</translation>
    </message>
</context>
<context>
    <name>Meters</name>
    <message>
        <source>Finished pictures each second</source>
        <translation>每秒完成的画面数</translation>
    </message>
    <message>
        <source>Pictures left out because newer ones were there</source>
        <translation>因有更新画面而略过的帧数</translation>
    </message>
    <message>
        <source>Time from the camera's exposure to your eye, but for the display</source>
        <translation>从相机曝光到呈现的时间（不含显示器）</translation>
    </message>
    <message>
        <source>{0:.0f} pictures/s</source>
        <translation>{0:.0f} 帧/秒</translation>
    </message>
    <message>
        <source>{0} dropped</source>
        <translation>略过 {0} 帧</translation>
    </message>
    <message>
        <source>{0} ms old</source>
        <translation>延迟 {0} 毫秒</translation>
    </message>
</context>
<context>
    <name>MetersPanel</name>
    <message>
        <source>Age in the virtual camera</source>
        <translation>虚拟摄像头延迟</translation>
    </message>
    <message>
        <source>Age of the picture</source>
        <translation>画面延迟</translation>
    </message>
    <message>
        <source>Connected again</source>
        <translation>重新连接</translation>
    </message>
    <message>
        <source>Dropped by the mirror</source>
        <translation>镜面丢帧</translation>
    </message>
    <message>
        <source>Dropped by the outputs</source>
        <translation>输出丢帧</translation>
    </message>
    <message>
        <source>Dropped by the stream</source>
        <translation>直播丢帧</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>亮度</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>光线</translation>
    </message>
    <message>
        <source>Pictures a second</source>
        <translation>每秒画面</translation>
    </message>
    <message>
        <source>Room on the disk</source>
        <translation>磁盘剩余</translation>
    </message>
    <message>
        <source>Shown error</source>
        <translation>显示色差</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>推流</translation>
    </message>
    <message>
        <source>connecting …</source>
        <translation>连接中…</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>已断开</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有应答</translation>
    </message>
    <message>
        <source>nothing goes through</source>
        <translation>数据发不出去</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>reconnecting …</source>
        <translation>重新连接…</translation>
    </message>
    <message>
        <source>the connection ended</source>
        <translation>连接已断开</translation>
    </message>
    <message>
        <source>the server refuses</source>
        <translation>服务器拒绝连接</translation>
    </message>
    <message>
        <source>the server takes nothing</source>
        <translation>服务器不接收数据</translation>
    </message>
    <message>
        <source>{0:.0f} GB</source>
        <translation>{0:.0f} GB</translation>
    </message>
    <message>
        <source>{0:.0f} kbit/s, {1:.0f} ms</source>
        <translation>{0:.0f} kbit/s，{1:.0f} 毫秒</translation>
    </message>
    <message>
        <source>{0:.0f} ms</source>
        <translation>{0:.0f} 毫秒</translation>
    </message>
    <message>
        <source>{0} ({1})</source>
        <translation>{0}（{1}）</translation>
    </message>
    <message>
        <source>{0} ×</source>
        <translation>{0} 次</translation>
    </message>
</context>
<context>
    <name>Mirror</name>
    <message>
        <source>As long as you hold it, or the space bar, your lips are bare.</source>
        <translation>按住镜面或空格键时，看到的是素唇。</translation>
    </message>
    <message>
        <source>Camera, photo or video</source>
        <translation>相机、照片或视频</translation>
    </message>
    <message>
        <source>Choose here where the picture comes from.</source>
        <translation>在这里选择画面来自哪里。</translation>
    </message>
    <message>
        <source>Hold the mirror</source>
        <translation>按住镜面</translation>
    </message>
    <message>
        <source>How sure the colour is</source>
        <translation>颜色有多准</translation>
    </message>
    <message>
        <source>It is on your lips at once. Below are finish, coats and more.</source>
        <translation>它立刻出现在您的唇上。下面可选质地、涂层等。</translation>
    </message>
    <message>
        <source>Touch a shade</source>
        <translation>点一个色号</translation>
    </message>
    <message>
        <source>±ΔE is how far it may be off the product. Touch it to see why, and what makes it surer.</source>
        <translation>±ΔE 表示与实物可能相差多少。点一下可看原因，以及怎样更准。</translation>
    </message>
</context>
<context>
    <name>Monitor</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>The live picture. The dashed frame shows what of it goes out.</source>
        <translation>实时画面。虚线框内是输出的部分。</translation>
    </message>
</context>
<context>
    <name>Offers</name>
    <message>
        <source>Clip</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Clothes</source>
        <translation>服装</translation>
    </message>
    <message>
        <source>Compare shades</source>
        <translation>色号对比</translation>
    </message>
    <message>
        <source>Hands free</source>
        <translation>免触控</translation>
    </message>
    <message>
        <source>Other light</source>
        <translation>其他光线</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>拍照</translation>
    </message>
    <message>
        <source>Scan a code</source>
        <translation>扫码</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Suits your skin</source>
        <translation>适合我的肤色</translation>
    </message>
</context>
<context>
    <name>OtherLightView</name>
    <message>
        <source>Back to the mirror</source>
        <translation>返回镜面</translation>
    </message>
    <message>
        <source>Back to the mirror (Esc)</source>
        <translation>返回镜面 (Esc)</translation>
    </message>
    <message>
        <source>Daylight</source>
        <translation>日光</translation>
    </message>
    <message>
        <source>Home · LED 2700 K</source>
        <translation>居家 · LED 2700 K</translation>
    </message>
    <message>
        <source>In other light</source>
        <translation>其他光线</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>Office · LED 4100 K</source>
        <translation>办公室 · LED 4100 K</translation>
    </message>
    <message>
        <source>Simulated: skin and product as such lamps show them.</source>
        <translation>模拟效果：此类灯光下的肤色与产品。</translation>
    </message>
</context>
<context>
    <name>OutputWindow</name>
    <message>
        <source>Programme</source>
        <translation>节目画面</translation>
    </message>
    <message>
        <source>What the public sees.</source>
        <translation>观众看到的画面。</translation>
    </message>
</context>
<context>
    <name>Over</name>
    <message>
        <source>End</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Finish and erase now</source>
        <translation>结束并清除</translation>
    </message>
    <message>
        <source>Larger letters</source>
        <translation>大字模式</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Virtual effect, for reference</source>
        <translation>虚拟效果，仅供参考</translation>
    </message>
    <message>
        <source>{0}: hold to leave the kiosk</source>
        <translation>{0}：长按退出试妆镜</translation>
    </message>
</context>
<context>
    <name>OverMirror</name>
    <message>
        <source>Arms a little out, please</source>
        <translation>请将双臂稍稍张开</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>使用前</translation>
    </message>
    <message>
        <source>Choose a camera, a photo or a video.</source>
        <translation>请选择相机、照片或视频。</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>没有画面</translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation>请稍候…</translation>
    </message>
    <message>
        <source>Only your upper body is in view</source>
        <translation>画面中只有上半身</translation>
    </message>
    <message>
        <source>Step back until your feet are in view</source>
        <translation>请后退，直到看见双脚</translation>
    </message>
    <message>
        <source>Step back until your hips are in view</source>
        <translation>请后退，直到看见髋部</translation>
    </message>
    <message>
        <source>Step back until your knees are in view</source>
        <translation>请后退，直到看见膝盖</translation>
    </message>
    <message>
        <source>Step in front of the mirror</source>
        <translation>请站到镜子前</translation>
    </message>
    <message>
        <source>Take off a loose jacket for a better view</source>
        <translation>脱下宽松的外套，效果会更好</translation>
    </message>
    <message>
        <source>The mirror comes back by itself as soon as the camera does.</source>
        <translation>相机恢复后，镜面会自动回来。</translation>
    </message>
    <message>
        <source>Waiting for the camera</source>
        <translation>正在等待相机</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>The shades by their share of the time</source>
        <translation>各色号占用时间的比例</translation>
    </message>
</context>
<context>
    <name>Panels</name>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>卡片</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Looks</source>
        <translation>造型</translation>
    </message>
    <message>
        <source>Meters</source>
        <translation>仪表</translation>
    </message>
    <message>
        <source>On air</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Safety</source>
        <translation>保护</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>估算</translation>
    </message>
    <message>
        <source>no longer in the catalogue</source>
        <translation>已不在商品目录中</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>实测</translation>
    </message>
</context>
<context>
    <name>Patches</name>
    <message>
        <source>Chart: published colours, and as the camera shows them</source>
        <translation>色卡：标准色与相机所见</translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Erase the last digit</source>
        <translation>删除最后一位</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Leave the kiosk</source>
        <translation>退出试妆镜</translation>
    </message>
    <message>
        <source>The PIN of the shop, please.</source>
        <translation>请输入店铺的 PIN。</translation>
    </message>
    <message>
        <source>This shop has chosen no PIN yet.</source>
        <translation>本店尚未设置 PIN。</translation>
    </message>
    <message>
        <source>Too many wrong PINs. Wait {0} s.</source>
        <translation>PIN 错误次数过多，请等待 {0} 秒。</translation>
    </message>
    <message>
        <source>Try this PIN</source>
        <translation>确认 PIN</translation>
    </message>
</context>
<context>
    <name>Plus</name>
    <message>
        <source>Make a shade</source>
        <translation>新建色号</translation>
    </message>
    <message>
        <source>Make a shade (N)</source>
        <translation>新建色号 (N)</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Mirror</source>
        <translation>镜面</translation>
    </message>
    <message>
        <source>The live picture. Hold the space bar to see it without make-up.</source>
        <translation>实时画面。按住空格键查看素颜。</translation>
    </message>
</context>
<context>
    <name>ProductCard</name>
    <message>
        <source>Bare lips</source>
        <translation>素唇</translation>
    </message>
    <message>
        <source>From a look file</source>
        <translation>来自妆容文件</translation>
    </message>
    <message>
        <source>No clothes yet</source>
        <translation>尚未选择服装</translation>
    </message>
    <message>
        <source>Nothing is worn</source>
        <translation>未使用任何产品</translation>
    </message>
    <message>
        <source>Virtual effect, for reference</source>
        <translation>虚拟效果，仅供参考</translation>
    </message>
    <message>
        <source>Your look</source>
        <translation>您的妆容</translation>
    </message>
    <message>
        <source>fading out</source>
        <translation>渐淡</translation>
    </message>
    <message>
        <source>lined</source>
        <translation>已描唇线</translation>
    </message>
    <message>
        <source>liner {0}</source>
        <translation>唇线 {0}</translation>
    </message>
    <message>
        <source>with bare lips</source>
        <translation>素唇</translation>
    </message>
    <message>
        <source>with lipstick {0}</source>
        <translation>搭配口红 {0}</translation>
    </message>
    <message>
        <source>with {0}</source>
        <translation>搭配 {0}</translation>
    </message>
    <message>
        <source>{0}, sold as {1}</source>
        <translation>{0}（原为{1}）</translation>
    </message>
</context>
<context>
    <name>Rack</name>
    <message>
        <source>Being drawn …</source>
        <translation>正在绘制…</translation>
    </message>
    <message>
        <source>Cannot be worn</source>
        <translation>无法试穿</translation>
    </message>
    <message>
        <source>Clothes</source>
        <translation>服装</translation>
    </message>
    <message>
        <source>Glasses, hats, earrings</source>
        <translation>眼镜、帽子、耳饰</translation>
    </message>
    <message>
        <source>Men</source>
        <translation>男士</translation>
    </message>
    <message>
        <source>Women</source>
        <translation>女士</translation>
    </message>
</context>
<context>
    <name>RecordingPill</name>
    <message>
        <source>Recording, {0}</source>
        <translation>正在录制，{0}</translation>
    </message>
</context>
<context>
    <name>RemoteControl</name>
    <message>
        <source>Bare</source>
        <translation>素颜</translation>
    </message>
</context>
<context>
    <name>RemoteSheet</name>
    <message>
        <source>A phone or a key pad can put looks on, record and panic.</source>
        <translation>手机或按键板可以切换造型、录制和应急。</translation>
    </message>
    <message>
        <source>Encrypted between here and the phone</source>
        <translation>电脑与手机之间加密传输</translation>
    </message>
    <message>
        <source>Make the old link invalid</source>
        <translation>使旧链接失效</translation>
    </message>
    <message>
        <source>Others in the network could read along: use one of your own.</source>
        <translation>同一网络中的其他人可能看到内容，请使用自己的网络。</translation>
    </message>
    <message>
        <source>Phones in this network, too</source>
        <translation>允许同一网络中的手机</translation>
    </message>
    <message>
        <source>QR code of the remote control</source>
        <translation>遥控二维码</translation>
    </message>
    <message>
        <source>Remote control</source>
        <translation>遥控</translation>
    </message>
    <message>
        <source>The phone warns once that nobody vouches for this computer: go on, the address is the one on this screen.</source>
        <translation>手机会提示一次证书不受信任：请核对地址与屏幕一致，然后继续。</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Brand of all rows</source>
        <translation>所有行的品牌</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Currency of all prices, such as EUR</source>
        <translation>所有价格的币种，如 CNY</translation>
    </message>
    <message>
        <source>Import again</source>
        <translation>重新导入</translation>
    </message>
    <message>
        <source>Import of {0}: nothing was changed yet. The table does not say everything; what holds for all its rows?</source>
        <translation>{0} 的导入：尚未作任何更改。表格内容不全，以下各项对所有行是什么？</translation>
    </message>
    <message numerus="yes">
        <source>Import of {0}: nothing was changed, for %n rows have to be mended first. Without them: {1} new, {2} changed.</source>
        <translation><numerusform>{0} 的导入：没有任何改动，要先改好 %n 行。不算这些行：新增 {1}，更新 {2}。</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Import of {0}: {1} new, {2} changed, {3} unchanged, %n rows refused.</source>
        <translation><numerusform>{0} 的导入：新增 {1}，更新 {2}，未变 {3}，拒绝 %n 行。</numerusform></translation>
    </message>
    <message>
        <source>Import the good rows</source>
        <translation>只导入正确的行</translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Products are missing: {0} has to be mended.</source>
        <translation>有商品未显示：请先修正 {0}。</translation>
    </message>
    <message>
        <source>Refused rows</source>
        <translation>被拒绝的行</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>What was expected</source>
        <translation>应该是什么</translation>
    </message>
</context>
<context>
    <name>Result</name>
    <message>
        <source>Back to the mirror</source>
        <translation>返回镜面</translation>
    </message>
    <message>
        <source>Erase it now</source>
        <translation>立即清除</translation>
    </message>
</context>
<context>
    <name>SafetyPanel</name>
    <message>
        <source>Back in a moment</source>
        <translation>马上回来</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>卡片</translation>
    </message>
    <message>
        <source>Fade: {0} ms</source>
        <translation>渐变：{0} 毫秒</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>定格</translation>
    </message>
    <message>
        <source>Keys …</source>
        <translation>按键设置…</translation>
    </message>
    <message>
        <source>Length of a clip</source>
        <translation>片段时长</translation>
    </message>
    <message>
        <source>Length of a fade</source>
        <translation>渐变时长</translation>
    </message>
    <message>
        <source>Panic key</source>
        <translation>应急键</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>照常显示</translation>
    </message>
    <message>
        <source>When the face or camera is lost</source>
        <translation>人脸或相机丢失时</translation>
    </message>
    <message>
        <source>Words on the card</source>
        <translation>卡片文字</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
</context>
<context>
    <name>ShadeDetail</name>
    <message>
        <source>Change this shade</source>
        <translation>修改这支色号</translation>
    </message>
    <message>
        <source>Colour estimated: off by about ΔE {0:.1f}</source>
        <translation>颜色为估计值：误差约 ΔE {0:.1f}</translation>
    </message>
    <message>
        <source>Colour verified: off by ΔE {0:.1f} at most</source>
        <translation>颜色已验证：误差不超过 ΔE {0:.1f}</translation>
    </message>
    <message>
        <source>Make one like it</source>
        <translation>照样做一支</translation>
    </message>
    <message>
        <source>Measured by {0}, {1}</source>
        <translation>测量：{0}，{1}</translation>
    </message>
    <message>
        <source>New shade</source>
        <translation>新建色号</translation>
    </message>
    <message>
        <source>Out of stock</source>
        <translation>缺货</translation>
    </message>
    <message>
        <source>The shade on the portrait</source>
        <translation>色号在人像上的效果</translation>
    </message>
</context>
<context>
    <name>ShadeEditor</name>
    <message>
        <source>0 to 100</source>
        <translation>0 到 100</translation>
    </message>
    <message>
        <source>A number, such as 129 or 129.50.</source>
        <translation>数字，例如 129 或 129.50。</translation>
    </message>
    <message>
        <source>As the finish covers</source>
        <translation>随质地而定</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Change shade</source>
        <translation>修改色号</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>不保存并关闭</translation>
    </message>
    <message>
        <source>Coats</source>
        <translation>涂层</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>货币</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>质地</translation>
    </message>
    <message>
        <source>In Chinese</source>
        <translation>中文名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>New shade</source>
        <translation>新建色号</translation>
    </message>
    <message>
        <source>One line, without spaces at its ends.</source>
        <translation>单行文字，首尾不留空格。</translation>
    </message>
    <message>
        <source>Opacity of one coat</source>
        <translation>单层遮盖力</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Quiet Plum</source>
        <translation>静谧梅子</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Save shade</source>
        <translation>保存色号</translation>
    </message>
    <message>
        <source>Shade editor</source>
        <translation>色号编辑</translation>
    </message>
    <message>
        <source>Six digits after #, such as #9B1B30.</source>
        <translation># 后六位，例如 #9B1B30。</translation>
    </message>
    <message>
        <source>The shade needs a name.</source>
        <translation>请为色号命名。</translation>
    </message>
    <message>
        <source>Three letters, such as CNY.</source>
        <translation>三个字母，例如 CNY。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>−128 to 128</source>
        <translation>−128 到 128</translation>
    </message>
</context>
<context>
    <name>ShadeMaking</name>
    <message>
        <source>From the photo: off by about ΔE {0:.1f}. It was taken for opaque; paper that shines through would have made it lighter.</source>
        <translation>取自照片，误差约 ΔE {0:.1f}。按不透明处理；若透出白纸，颜色会偏浅。</translation>
    </message>
    <message>
        <source>Whether the paper is white or cream is not clear.</source>
        <translation>无法判断纸张是白色还是米色。</translation>
    </message>
</context>
<context>
    <name>ShadePage</name>
    <message>
        <source>Another camera</source>
        <translation>换一台相机</translation>
    </message>
    <message>
        <source>No camera was found, so this is the demo. Touch a shade.</source>
        <translation>没有找到相机，这是演示。请点一个色号。</translation>
    </message>
    <message>
        <source>Touch a shade: it is on your lips.</source>
        <translation>点一个色号，它就在您的唇上。</translation>
    </message>
    <message>
        <source>Touch a shade; the picture comes in a moment.</source>
        <translation>请点一个色号，画面马上就来。</translation>
    </message>
    <message>
        <source>Your first shade</source>
        <translation>您的第一个色号</translation>
    </message>
</context>
<context>
    <name>ShadePanel</name>
    <message>
        <source>Choose the liner's shade</source>
        <translation>选择唇线色号</translation>
    </message>
    <message>
        <source>Choose the second colour</source>
        <translation>选择第二种颜色</translation>
    </message>
    <message>
        <source>Clothes</source>
        <translation>服装</translation>
    </message>
    <message>
        <source>Lips</source>
        <translation>唇妆</translation>
    </message>
</context>
<context>
    <name>ShadeTile</name>
    <message>
        <source>Bare lips</source>
        <translation>素唇</translation>
    </message>
    <message>
        <source>out of stock</source>
        <translation>缺货</translation>
    </message>
</context>
<context>
    <name>ShadeWays</name>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Fading</source>
        <translation>渐隐</translation>
    </message>
    <message>
        <source>Lip liner</source>
        <translation>唇线</translation>
    </message>
    <message>
        <source>No liner</source>
        <translation>不描唇线</translation>
    </message>
    <message>
        <source>Own shade</source>
        <translation>自选唇线色</translation>
    </message>
    <message>
        <source>Same shade</source>
        <translation>同色唇线</translation>
    </message>
    <message>
        <source>Softness</source>
        <translation>柔和度</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
</context>
<context>
    <name>Shades</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>All colours</source>
        <translation>全部颜色</translation>
    </message>
    <message>
        <source>Any finish</source>
        <translation>不限质地</translation>
    </message>
    <message>
        <source>Berries</source>
        <translation>莓果</translation>
    </message>
    <message>
        <source>Choose the shade of the lips again</source>
        <translation>重新选择唇色</translation>
    </message>
    <message>
        <source>Corals</source>
        <translation>珊瑚</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Empty the search (Esc)</source>
        <translation>清空搜索 (Esc)</translation>
    </message>
    <message>
        <source>Filter: off</source>
        <translation>筛选：未开启</translation>
    </message>
    <message>
        <source>Filter: on</source>
        <translation>筛选：已开启</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Find a shade</source>
        <translation>查找色号</translation>
    </message>
    <message>
        <source>Find a shade by name, brand, number or finish</source>
        <translation>按名称、品牌、编号或质地查找</translation>
    </message>
    <message>
        <source>Measured shades only</source>
        <translation>只看实测色号</translation>
    </message>
    <message>
        <source>Name, brand, number or finish (Ctrl+F)</source>
        <translation>名称、品牌、编号或质地 (Ctrl+F)</translation>
    </message>
    <message>
        <source>No shade is like this.</source>
        <translation>没有符合条件的色号。</translation>
    </message>
    <message>
        <source>No shade like this has been measured with an instrument yet.</source>
        <translation>还没有符合条件的实测色号。</translation>
    </message>
    <message>
        <source>Nudes</source>
        <translation>裸色</translation>
    </message>
    <message>
        <source>Pinks</source>
        <translation>粉调</translation>
    </message>
    <message>
        <source>Reds</source>
        <translation>正红</translation>
    </message>
    <message>
        <source>Show only some finishes, or only measured shades</source>
        <translation>只看某些质地，或只看实测色号</translation>
    </message>
</context>
<context>
    <name>ShadesPage</name>
    <message numerus="yes">
        <source>%n products are in {0}.</source>
        <translation><numerusform>%n 个商品已写入 {0}。</numerusform></translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Estimated</source>
        <translation>估计</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Import spreadsheet</source>
        <translation>导入表格</translation>
    </message>
    <message>
        <source>Name, number, finish</source>
        <translation>名称、编号、质地</translation>
    </message>
    <message>
        <source>New shade</source>
        <translation>新建色号</translation>
    </message>
    <message>
        <source>No shade is called so.</source>
        <translation>没有这样的色号。</translation>
    </message>
    <message>
        <source>Search shades</source>
        <translation>搜索色号</translation>
    </message>
    <message>
        <source>Shades</source>
        <translation>色号</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Undone: the products are as they were before.</source>
        <translation>已撤销：商品恢复原样。</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>已验证</translation>
    </message>
    <message>
        <source>{0} is among your shades.</source>
        <translation>{0} 已加入您的色号。</translation>
    </message>
    <message>
        <source>{0} is being read…</source>
        <translation>正在读取 {0}……</translation>
    </message>
</context>
<context>
    <name>ShareSheet</name>
    <message numerus="yes">
        <source>Make %n files</source>
        <translation><numerusform>生成 %n 个文件</numerusform></translation>
    </message>
    <message>
        <source>Preview, GIF</source>
        <translation>预览图 GIF</translation>
    </message>
    <message>
        <source>Preview, WebP</source>
        <translation>预览图 WebP</translation>
    </message>
    <message>
        <source>Product card after it: {0}</source>
        <translation>片尾商品卡：{0}</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>分享</translation>
    </message>
    <message>
        <source>Shop page, 720 × 720, small</source>
        <translation>商品页 720 × 720（小文件）</translation>
    </message>
    <message>
        <source>Square, 1080 × 1080</source>
        <translation>方形 1080 × 1080</translation>
    </message>
    <message>
        <source>Title before it</source>
        <translation>片头标题</translation>
    </message>
    <message>
        <source>Upright 9:16, 1080 × 1920</source>
        <translation>竖屏 9:16，1080 × 1920</translation>
    </message>
    <message>
        <source>Wide 16:9, 1920 × 1080</source>
        <translation>横屏 16:9，1920 × 1080</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Shelf</name>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>质地</translation>
    </message>
    <message>
        <source>Lab (D65)</source>
        <translation>Lab（D65）色值</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>SKU</source>
        <translation>货号</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>估算</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>实测</translation>
    </message>
</context>
<context>
    <name>Sorry</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>This did not work. Please ask our staff.</source>
        <translation>操作未成功，请咨询店员。</translation>
    </message>
</context>
<context>
    <name>SoundPanel</name>
    <message>
        <source>It is away, and looked for; recordings and streams go on.</source>
        <translation>麦克风已断开，正在查找；录制和直播继续。</translation>
    </message>
    <message>
        <source>Look for microphones again</source>
        <translation>重新查找麦克风</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>Muted: nobody hears the room.</source>
        <translation>已静音：外界听不到现场声音。</translation>
    </message>
    <message>
        <source>Nothing is heard: it may be muted elsewhere.</source>
        <translation>没有声音：可能已在其他地方静音。</translation>
    </message>
    <message>
        <source>Off: recordings and streams are silent.</source>
        <translation>已关闭：录像和直播没有声音。</translation>
    </message>
    <message>
        <source>The system's choice</source>
        <translation>系统默认</translation>
    </message>
    <message>
        <source>Too loud: it is cut off.</source>
        <translation>音量过大，已失真。</translation>
    </message>
    <message>
        <source>Which microphone</source>
        <translation>选择麦克风</translation>
    </message>
</context>
<context>
    <name>SourcePicker</name>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Calibrate this camera …</source>
        <translation>校准这台相机…</translation>
    </message>
    <message>
        <source>Camera {0}</source>
        <translation>相机 {0}</translation>
    </message>
    <message>
        <source>Cannot be locked</source>
        <translation>无法锁定</translation>
    </message>
    <message>
        <source>Choose where the picture comes from</source>
        <translation>选择画面来源</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Exposure and white balance: {0}</source>
        <translation>曝光和白平衡：{0}</translation>
    </message>
    <message>
        <source>Exposure: {0} · white balance: {1}</source>
        <translation>曝光：{0} · 白平衡：{1}</translation>
    </message>
    <message>
        <source>Half locked</source>
        <translation>部分锁定</translation>
    </message>
    <message>
        <source>Lock ignored</source>
        <translation>锁定无效</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>Locked, the colours stay comparable while you move</source>
        <translation>锁定后，移动时颜色仍可比较</translation>
    </message>
    <message>
        <source>Locking …</source>
        <translation>正在锁定…</translation>
    </message>
    <message>
        <source>Looking for cameras …</source>
        <translation>正在查找相机…</translation>
    </message>
    <message>
        <source>No camera is connected</source>
        <translation>未连接相机</translation>
    </message>
    <message>
        <source>Open photo or video …</source>
        <translation>打开照片或视频…</translation>
    </message>
    <message>
        <source>Source: {0}</source>
        <translation>来源：{0}</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>calibrated</source>
        <translation>已校准</translation>
    </message>
    <message>
        <source>cannot be locked</source>
        <translation>无法锁定</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>opening …</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>settling</source>
        <translation>稳定中</translation>
    </message>
    <message>
        <source>the camera ignores the lock</source>
        <translation>相机不支持锁定</translation>
    </message>
</context>
<context>
    <name>Split</name>
    <message>
        <source>After</source>
        <translation>使用后</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>使用前</translation>
    </message>
    <message>
        <source>Before and after: drag, or press left and right</source>
        <translation>前后对比：拖动，或按左右键</translation>
    </message>
</context>
<context>
    <name>StillThere</name>
    <message>
        <source>Are you still there?</source>
        <translation>您还在吗？</translation>
    </message>
    <message>
        <source>Finish and erase now</source>
        <translation>结束并清除</translation>
    </message>
    <message>
        <source>I am here</source>
        <translation>我还在</translation>
    </message>
    <message>
        <source>Then everything is erased: pictures, clips and links.</source>
        <translation>倒计时结束后，照片、视频和链接将全部清除。</translation>
    </message>
</context>
<context>
    <name>StreamSheet</name>
    <message>
        <source>A new target</source>
        <translation>新的目标</translation>
    </message>
    <message>
        <source>End all streams</source>
        <translation>结束所有推流</translation>
    </message>
    <message>
        <source>End the stream</source>
        <translation>结束推流</translation>
    </message>
    <message>
        <source>Forget this target and its key</source>
        <translation>删除此目标及其密钥</translation>
    </message>
    <message>
        <source>Go live</source>
        <translation>开始直播</translation>
    </message>
    <message>
        <source>Go live there, too</source>
        <translation>同时推流到这里</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>直播</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Shop live</source>
        <translation>店铺直播</translation>
    </message>
    <message>
        <source>Stream key</source>
        <translation>推流密钥</translation>
    </message>
    <message>
        <source>There is no key ring: the key is kept until you close.</source>
        <translation>没有密钥环：密钥只保留到关闭程序。</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>推流到</translation>
    </message>
    <message>
        <source>from the platform's page</source>
        <translation>在平台页面获取</translation>
    </message>
    <message>
        <source>kept in the key ring</source>
        <translation>已存入密钥环</translation>
    </message>
</context>
<context>
    <name>Stuck</name>
    <message>
        <source>Faces cannot be found</source>
        <translation>无法识别面部</translation>
    </message>
    <message>
        <source>Looking for the camera …</source>
        <translation>正在寻找相机…</translation>
    </message>
    <message>
        <source>Please ask our staff.</source>
        <translation>请联系店员。</translation>
    </message>
    <message>
        <source>The camera cannot be used</source>
        <translation>相机无法使用</translation>
    </message>
    <message>
        <source>The mirror comes back by itself.</source>
        <translation>镜子会自动恢复。</translation>
    </message>
    <message>
        <source>The mirror goes on without make-up. Please ask our staff.</source>
        <translation>镜子继续工作，但没有妆效。请联系店员。</translation>
    </message>
    <message>
        <source>The picture stands still</source>
        <translation>画面静止不动</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Try again, or ask our staff to look at the camera.</source>
        <translation>请重试，或请店员检查相机。</translation>
    </message>
</context>
<context>
    <name>Studio</name>
    <message>
        <source>1 to 9 put a look on with a fade, 0 bares the lips.</source>
        <translation>按 1 到 9 渐变换妆，按 0 回到素唇。</translation>
    </message>
    <message>
        <source>Back in a moment</source>
        <translation>马上回来</translation>
    </message>
    <message>
        <source>Choose it here, and lock its exposure and white balance.</source>
        <translation>在这里选择相机，并锁定曝光和白平衡。</translation>
    </message>
    <message>
        <source>Esc freezes what goes out, or covers it, until you press it again.</source>
        <translation>Esc 会定格或遮住播出的画面，再按一次恢复。</translation>
    </message>
    <message>
        <source>Looks on keys</source>
        <translation>按键换妆</translation>
    </message>
    <message>
        <source>Shape, product card, clean window and virtual camera are here.</source>
        <translation>画幅、商品卡、纯净窗口和虚拟摄像头都在这里。</translation>
    </message>
    <message>
        <source>The camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>The panic key</source>
        <translation>应急键</translation>
    </message>
    <message>
        <source>Virtual effect, for reference</source>
        <translation>虚拟效果，仅供参考</translation>
    </message>
    <message>
        <source>What the public sees</source>
        <translation>观众看到的画面</translation>
    </message>
</context>
<context>
    <name>StudioWindow</name>
    <message>
        <source>The public sees a frozen picture</source>
        <translation>观众看到的是定格画面</translation>
    </message>
    <message>
        <source>The public sees the card</source>
        <translation>观众看到的是卡片</translation>
    </message>
</context>
<context>
    <name>Swatch</name>
    <message>
        <source>Bare lips</source>
        <translation>素唇</translation>
    </message>
    <message>
        <source>Bare lips (0)</source>
        <translation>素唇 (0)</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>估算</translation>
    </message>
    <message>
        <source>fades out</source>
        <translation>渐淡</translation>
    </message>
    <message>
        <source>lip pencil</source>
        <translation>唇线笔</translation>
    </message>
    <message>
        <source>two colours</source>
        <translation>双色</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>实测</translation>
    </message>
    <message>
        <source>with a liner</source>
        <translation>含唇线</translation>
    </message>
</context>
<context>
    <name>Tab</name>
    <message>
        <source>{0}, on</source>
        <translation>{0}，已启用</translation>
    </message>
</context>
<context>
    <name>Taking</name>
    <message>
        <source>Choose a shade first</source>
        <translation>请先选择色号</translation>
    </message>
    <message>
        <source>It is on this screen only, and erased when you leave.</source>
        <translation>仅在此屏幕显示，您离开后即清除。</translation>
    </message>
    <message>
        <source>Scan it with your phone, in this shop's network. Your phone says that it does not know this computer: it is the one before you, so go on. The link opens on one phone, for {0} min.</source>
        <translation>请将手机连接店内网络后扫码。手机会提示不认识这台设备：它就是您面前的这台，请继续访问。链接仅限一部手机打开，{0} 分钟内有效。</translation>
    </message>
    <message>
        <source>Scan it with your phone. Number: {0}</source>
        <translation>请用手机扫码。编号：{0}</translation>
    </message>
    <message>
        <source>Show this number to our staff: {0}</source>
        <translation>请向店员出示编号：{0}</translation>
    </message>
    <message>
        <source>The code leads to the product.</source>
        <translation>扫码可查看商品。</translation>
    </message>
    <message>
        <source>This did not work. Please ask our staff.</source>
        <translation>操作未成功，请咨询店员。</translation>
    </message>
    <message>
        <source>Your clip</source>
        <translation>您的视频</translation>
    </message>
    <message>
        <source>Your photo</source>
        <translation>您的照片</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
    <message>
        <source>Room on the disk for recordings</source>
        <translation>可用于录像的磁盘空间</translation>
    </message>
    <message>
        <source>{0:.0f} GB left</source>
        <translation>剩余 {0:.0f} GB</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Skip the tour</source>
        <translation>跳过导览</translation>
    </message>
</context>
<context>
    <name>TrimSheet</name>
    <message>
        <source>End</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Save as a new clip</source>
        <translation>另存为新片段</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Trim</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>{0:.1f} s to {1:.1f} s: {2:.1f} s</source>
        <translation>{0:.1f} 秒至 {1:.1f} 秒：共 {2:.1f} 秒</translation>
    </message>
</context>
<context>
    <name>Turntable</name>
    <message>
        <source>Being drawn …</source>
        <translation>正在绘制…</translation>
    </message>
    <message>
        <source>Drag to turn</source>
        <translation>拖动旋转</translation>
    </message>
    <message>
        <source>Drag, or press left and right, to turn it.</source>
        <translation>拖动或按左右键旋转。</translation>
    </message>
    <message>
        <source>The piece from all sides</source>
        <translation>全方位查看</translation>
    </message>
</context>
<context>
    <name>TwoColours</name>
    <message>
        <source>Its own second colour</source>
        <translation>自带第二色</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Ombré</source>
        <translation>渐变</translation>
    </message>
    <message>
        <source>One colour</source>
        <translation>单色</translation>
    </message>
    <message>
        <source>Second colour</source>
        <translation>第二色</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>偏光</translation>
    </message>
    <message>
        <source>The bare lip</source>
        <translation>素唇</translation>
    </message>
    <message>
        <source>The second colour at the rim fades into the shade</source>
        <translation>边缘的第二色渐变入主色</translation>
    </message>
    <message>
        <source>The second colour shows where the lips turn away</source>
        <translation>侧面显现第二色</translation>
    </message>
    <message>
        <source>The shade above, the second colour below</source>
        <translation>上唇主色，下唇第二色</translation>
    </message>
    <message>
        <source>The shade alone</source>
        <translation>仅此色号</translation>
    </message>
    <message>
        <source>Two-tone</source>
        <translation>双色</translation>
    </message>
</context>
<context>
    <name>Usage</name>
    <message>
        <source>{0} h {1:02d} min</source>
        <translation>{0} 小时 {1:02d} 分</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} 分钟</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
</context>
<context>
    <name>UsagePage</name>
    <message numerus="yes">
        <source>%n shades were worn for {0}; taken home: {1}.</source>
        <translation><numerusform>%n 款色号共试用 {0}；带走妆容 {1} 个。</numerusform></translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 天</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Count usage</source>
        <translation>统计使用</translation>
    </message>
    <message>
        <source>Counting is off. Turn it on to learn which shades are worn.</source>
        <translation>统计已关闭。打开后可了解哪些色号被试用。</translation>
    </message>
    <message>
        <source>Erase all counts</source>
        <translation>清除全部统计</translation>
    </message>
    <message>
        <source>Erase for good?</source>
        <translation>确定永久清除？</translation>
    </message>
    <message>
        <source>Export CSV</source>
        <translation>导出 CSV</translation>
    </message>
    <message>
        <source>Nothing was counted in these days.</source>
        <translation>这些天没有统计到使用。</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>使用情况</translation>
    </message>
    <message>
        <source>What the kiosk counts on this machine: a product, a day, how often, how long. No pictures, no faces, no visits. Nothing is sent anywhere.</source>
        <translation>试妆镜只在本机统计：哪个商品、哪一天、几次、多久。没有照片，没有人脸，没有到访记录，也不会发送到任何地方。</translation>
    </message>
    <message>
        <source>Written: {0}</source>
        <translation>已写入：{0}</translation>
    </message>
</context>
<context>
    <name>VisitPage</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Hold the barcode or QR code up to the camera</source>
        <translation>请将条形码或二维码对准相机</translation>
    </message>
    <message>
        <source>Hold your open hand over a zone</source>
        <translation>将张开的手停在区域上</translation>
    </message>
    <message>
        <source>No product here has this code</source>
        <translation>本店没有此条码的商品</translation>
    </message>
    <message>
        <source>Recording: {0} s</source>
        <translation>正在录制：{0} 秒</translation>
    </message>
</context>
<context>
    <name>Waiting</name>
    <message>
        <source>Correct the file, here or at the desk: the kiosk begins by itself.</source>
        <translation>在这里或在店铺后台改好文件，试妆镜就会自动开始。</translation>
    </message>
    <message>
        <source>Please ask our staff.</source>
        <translation>请联系店员。</translation>
    </message>
    <message>
        <source>This kiosk's settings cannot be read</source>
        <translation>无法读取这台试妆镜的设置</translation>
    </message>
</context>
<context>
    <name>Wardrobe</name>
    <message>
        <source>A-line skirt</source>
        <translation>A 字半裙</translation>
    </message>
    <message>
        <source>Ballerinas with a bow</source>
        <translation>蝴蝶结芭蕾鞋</translation>
    </message>
    <message>
        <source>Blazer, two buttons</source>
        <translation>双扣西装外套</translation>
    </message>
    <message>
        <source>Checked shirt</source>
        <translation>格纹衬衫</translation>
    </message>
    <message>
        <source>Chelsea boots</source>
        <translation>切尔西靴</translation>
    </message>
    <message>
        <source>Dress with flowers, knee length</source>
        <translation>及膝碎花连衣裙</translation>
    </message>
    <message>
        <source>Evening dress</source>
        <translation>晚礼服</translation>
    </message>
    <message>
        <source>Felt hat</source>
        <translation>毛呢礼帽</translation>
    </message>
    <message>
        <source>Glasses, round wire</source>
        <translation>圆框金属眼镜</translation>
    </message>
    <message>
        <source>Glasses, square</source>
        <translation>方框眼镜</translation>
    </message>
    <message>
        <source>Hoodie</source>
        <translation>连帽卫衣</translation>
    </message>
    <message>
        <source>Hoop earrings</source>
        <translation>圈形耳环</translation>
    </message>
    <message>
        <source>Jeans, straight leg</source>
        <translation>直筒牛仔裤</translation>
    </message>
    <message>
        <source>Leather jacket</source>
        <translation>皮夹克</translation>
    </message>
    <message>
        <source>Long-sleeved shirt with stripes</source>
        <translation>条纹长袖衫</translation>
    </message>
    <message>
        <source>Pearl studs</source>
        <translation>珍珠耳钉</translation>
    </message>
    <message>
        <source>Pencil skirt</source>
        <translation>铅笔裙</translation>
    </message>
    <message>
        <source>Shirt with collar</source>
        <translation>翻领衬衫</translation>
    </message>
    <message>
        <source>Sneakers, leather</source>
        <translation>皮质运动鞋</translation>
    </message>
    <message>
        <source>Sunglasses</source>
        <translation>太阳镜</translation>
    </message>
    <message>
        <source>T-shirt, V neck</source>
        <translation>V 领 T 恤</translation>
    </message>
    <message>
        <source>T-shirt, crew neck</source>
        <translation>圆领 T 恤</translation>
    </message>
    <message>
        <source>Tailored trousers</source>
        <translation>修身西裤</translation>
    </message>
    <message>
        <source>Wool coat</source>
        <translation>羊毛大衣</translation>
    </message>
    <message>
        <source>anthracite</source>
        <translation>炭黑</translation>
    </message>
    <message>
        <source>black</source>
        <translation>黑色</translation>
    </message>
    <message>
        <source>black, green</source>
        <translation>黑配绿</translation>
    </message>
    <message>
        <source>blue check</source>
        <translation>蓝格</translation>
    </message>
    <message>
        <source>brown</source>
        <translation>棕色</translation>
    </message>
    <message>
        <source>burgundy</source>
        <translation>勃艮第红</translation>
    </message>
    <message>
        <source>camel</source>
        <translation>驼色</translation>
    </message>
    <message>
        <source>champagne</source>
        <translation>香槟色</translation>
    </message>
    <message>
        <source>charcoal</source>
        <translation>炭灰</translation>
    </message>
    <message>
        <source>cognac</source>
        <translation>干邑棕</translation>
    </message>
    <message>
        <source>crystal blue</source>
        <translation>晶透蓝</translation>
    </message>
    <message>
        <source>dark rinse</source>
        <translation>深洗</translation>
    </message>
    <message>
        <source>emerald</source>
        <translation>祖母绿</translation>
    </message>
    <message>
        <source>evening meadow</source>
        <translation>暮色花野</translation>
    </message>
    <message>
        <source>forest</source>
        <translation>森林绿</translation>
    </message>
    <message>
        <source>gold</source>
        <translation>金色</translation>
    </message>
    <message>
        <source>green meadow</source>
        <translation>绿野</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>灰色</translation>
    </message>
    <message>
        <source>grey check</source>
        <translation>灰格</translation>
    </message>
    <message>
        <source>indigo</source>
        <translation>靛蓝</translation>
    </message>
    <message>
        <source>light blue</source>
        <translation>浅蓝</translation>
    </message>
    <message>
        <source>light wash</source>
        <translation>浅洗</translation>
    </message>
    <message>
        <source>midnight</source>
        <translation>午夜蓝</translation>
    </message>
    <message>
        <source>natural</source>
        <translation>本色</translation>
    </message>
    <message>
        <source>navy</source>
        <translation>藏青</translation>
    </message>
    <message>
        <source>navy meadow</source>
        <translation>藏青花野</translation>
    </message>
    <message>
        <source>navy stripes</source>
        <translation>藏青条纹</translation>
    </message>
    <message>
        <source>night blue</source>
        <translation>夜蓝</translation>
    </message>
    <message>
        <source>nude</source>
        <translation>裸色</translation>
    </message>
    <message>
        <source>ochre</source>
        <translation>赭黄</translation>
    </message>
    <message>
        <source>olive</source>
        <translation>橄榄绿</translation>
    </message>
    <message>
        <source>on ecru</source>
        <translation>米白底</translation>
    </message>
    <message>
        <source>on sky</source>
        <translation>天蓝底</translation>
    </message>
    <message>
        <source>oxblood</source>
        <translation>牛血红</translation>
    </message>
    <message>
        <source>petrol</source>
        <translation>石油蓝</translation>
    </message>
    <message>
        <source>pink</source>
        <translation>粉色</translation>
    </message>
    <message>
        <source>red</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>ruby</source>
        <translation>宝石红</translation>
    </message>
    <message>
        <source>rust</source>
        <translation>铁锈红</translation>
    </message>
    <message>
        <source>sage</source>
        <translation>鼠尾草绿</translation>
    </message>
    <message>
        <source>sand</source>
        <translation>沙色</translation>
    </message>
    <message>
        <source>signal red</source>
        <translation>信号红</translation>
    </message>
    <message>
        <source>silver</source>
        <translation>银色</translation>
    </message>
    <message>
        <source>stone</source>
        <translation>石色</translation>
    </message>
    <message>
        <source>tan</source>
        <translation>棕褐色</translation>
    </message>
    <message>
        <source>tortoise</source>
        <translation>玳瑁</translation>
    </message>
    <message>
        <source>tortoise, brown</source>
        <translation>棕玳瑁</translation>
    </message>
    <message>
        <source>warm check</source>
        <translation>暖格</translation>
    </message>
    <message>
        <source>white</source>
        <translation>白色</translation>
    </message>
    <message>
        <source>wine</source>
        <translation>酒红</translation>
    </message>
</context>
<context>
    <name>Ways</name>
    <message>
        <source>Coats</source>
        <translation>涂层</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>质地</translation>
    </message>
    <message>
        <source>Lip liner</source>
        <translation>唇线</translation>
    </message>
    <message>
        <source>Two colours</source>
        <translation>双色</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Open the desk</source>
        <translation>打开店铺后台</translation>
    </message>
    <message>
        <source>Open the kiosk</source>
        <translation>打开试妆镜</translation>
    </message>
    <message>
        <source>Open the mirror</source>
        <translation>打开镜子</translation>
    </message>
    <message>
        <source>Open the studio</source>
        <translation>打开直播间</translation>
    </message>
    <message>
        <source>Question {0} of {1}</source>
        <translation>第 {0} 个问题，共 {1} 个</translation>
    </message>
    <message>
        <source>Skip, and open the mirror</source>
        <translation>跳过，直接打开镜子</translation>
    </message>
</context>
<context>
    <name>Well</name>
    <message>
        <source>{0}: choose another from the shades above</source>
        <translation>{0}：可在上方更换色号</translation>
    </message>
</context>
<context>
    <name>WhiteGuide</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Hold a white sheet of paper beside your face</source>
        <translation>请在脸旁举一张白纸</translation>
    </message>
    <message>
        <source>Hold it beside the cheek, as far from the camera as that.</source>
        <translation>请举在脸颊旁，与脸同样远近。</translation>
    </message>
    <message>
        <source>Hold the sheet still</source>
        <translation>请拿稳白纸</translation>
    </message>
    <message>
        <source>In this light the camera cannot tell which it is.</source>
        <translation>当前光线下相机无法分辨。</translation>
    </message>
    <message>
        <source>Is the paper white?</source>
        <translation>这张纸是白色的吗？</translation>
    </message>
    <message>
        <source>It is a grey card</source>
        <translation>是灰卡</translation>
    </message>
    <message>
        <source>It is paper</source>
        <translation>是白纸</translation>
    </message>
    <message>
        <source>It is too dark to measure</source>
        <translation>光线太暗，无法测量</translation>
    </message>
    <message>
        <source>It is white</source>
        <translation>是白色的</translation>
    </message>
    <message>
        <source>It may be cream, and then the colours would come out wrong.</source>
        <translation>它可能偏米黄色，那样颜色就会不准。</translation>
    </message>
    <message>
        <source>Keep it there …</source>
        <translation>请保持…</translation>
    </message>
    <message>
        <source>More light on the face, please.</source>
        <translation>请让面部更亮一些。</translation>
    </message>
    <message>
        <source>No shadow, fold or print on it, please.</source>
        <translation>请避免阴影、折痕和字迹。</translation>
    </message>
    <message>
        <source>Or carry it slowly to your other side, and the colour is surer yet.</source>
        <translation>也可以把它慢慢移到脸的另一侧，颜色会更有把握。</translation>
    </message>
    <message>
        <source>Paper or a grey card?</source>
        <translation>白纸还是灰卡？</translation>
    </message>
    <message>
        <source>Plain, all in the picture, flat to the camera. A grey card will do.</source>
        <translation>白色无字，整张入镜，正对相机。灰卡亦可。</translation>
    </message>
    <message>
        <source>Take plain office paper, or a grey card.</source>
        <translation>请使用普通打印纸或灰卡。</translation>
    </message>
    <message>
        <source>The sheet is in other light than the face</source>
        <translation>白纸与面部受光不同</translation>
    </message>
    <message>
        <source>The sheet is not even</source>
        <translation>白纸明暗不均</translation>
    </message>
    <message>
        <source>The sheet is not white</source>
        <translation>这张纸不够白</translation>
    </message>
    <message>
        <source>The sheet is tilted</source>
        <translation>白纸倾斜了</translation>
    </message>
    <message>
        <source>The sheet is too bright for the camera</source>
        <translation>白纸过亮</translation>
    </message>
    <message>
        <source>Then two seconds are enough.</source>
        <translation>稳住两秒即可。</translation>
    </message>
    <message>
        <source>Turn it a little from the lamp, or less light, please.</source>
        <translation>请稍避开灯光，或调暗一些。</translation>
    </message>
    <message>
        <source>Turn it flat towards the camera.</source>
        <translation>请让白纸正对相机。</translation>
    </message>
    <message>
        <source>Two seconds are enough.</source>
        <translation>两秒即可。</translation>
    </message>
    <message>
        <source>White is measured: you may put the sheet away</source>
        <translation>白色已测好，可以放下白纸了</translation>
    </message>
    <message>
        <source>White measured {0}</source>
        <translation>白色测于 {0}</translation>
    </message>
    <message>
        <source>White measured {0} · {1}</source>
        <translation>白色测于 {0} · {1}</translation>
    </message>
</context>
<context>
    <name>WhoPage</name>
    <message>
        <source>A desk for products, clothes and the kiosk's rules.</source>
        <translation>店铺后台：管理商品、服装和自助试妆镜的规则。</translation>
    </message>
    <message>
        <source>A kiosk that fills the screen, asks first, and forgets everything.</source>
        <translation>自助试妆镜：占满屏幕，先征求同意，用完全部忘记。</translation>
    </message>
    <message>
        <source>A mirror with lipsticks and clothes.</source>
        <translation>一面可试口红和服装的镜子。</translation>
    </message>
    <message>
        <source>A studio beside OBS or alone, with looks on keys.</source>
        <translation>直播间：配合 OBS 或单独使用，按键换妆。</translation>
    </message>
    <message>
        <source>Everything stays within reach later; this is what opens first.</source>
        <translation>其他功能以后随时可用；这里只决定先打开什么。</translation>
    </message>
    <message>
        <source>For a live show</source>
        <translation>用于直播</translation>
    </message>
    <message>
        <source>For me</source>
        <translation>给我自己</translation>
    </message>
    <message>
        <source>For my shop</source>
        <translation>用于管店</translation>
    </message>
    <message>
        <source>For shoppers</source>
        <translation>给顾客</translation>
    </message>
    <message>
        <source>Who is it for?</source>
        <translation>它为谁服务？</translation>
    </message>
</context>
<context>
    <name>Zones</name>
    <message>
        <source>Before / after</source>
        <translation>前后对比</translation>
    </message>
    <message>
        <source>Hold your open hand over a zone</source>
        <translation>将张开的手停在区域上</translation>
    </message>
    <message>
        <source>Next shade</source>
        <translation>下一款</translation>
    </message>
    <message>
        <source>Shade before</source>
        <translation>上一款</translation>
    </message>
</context>
<context>
    <name>_Dye</name>
    <message>
        <source>Colour {0}</source>
        <translation>颜色：{0}</translation>
    </message>
</context>
<context>
    <name>_Tile</name>
    <message>
        <source>simulated</source>
        <translation>模拟</translation>
    </message>
</context>
</TS>
